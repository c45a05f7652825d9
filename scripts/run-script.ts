/** Runs a script's work; an error meant for people is printed as one sentence, any other with its stack. */
export function runScript(work: () => Promise<unknown>): void {
  work().catch((error: unknown) => {
    const isForPeople = error instanceof Error && (error.name === 'StartError' || error.name === 'EnvError')
    console.error(isForPeople ? error.message : error)
    process.exitCode = 1
  })
}

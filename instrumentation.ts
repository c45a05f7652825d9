/** Runs once before Next answers. Under `server.ts` the runtime is there already; plain `next start` starts it here. */
export async function register(): Promise<void> {
  // Next fills this in while it builds, and so leaves the import out of what it builds for other runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startFromNext } = await import('@/lib/boot/start-from-next')
    await startFromNext()
  }
}

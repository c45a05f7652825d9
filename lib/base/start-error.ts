/** Why the process cannot start, in one sentence meant for the person who starts it. Printed without a stack. */
export class StartError extends Error {
  override name = 'StartError'
}

/**
 * A connection that sends one query at a time. Prisma asks several at once inside a transaction; the driver queues them
 * today, but warns on the console that it will not for ever. Here they wait their turn before they reach it.
 */
import pg from 'pg'

type Query = (...args: unknown[]) => unknown

export class SerialClient extends pg.Client {
  #last: Promise<unknown> = Promise.resolve()

  override query = ((...args: unknown[]): unknown => {
    const send = super.query as Query
    if (!isPromised(args)) return send.apply(this, args)
    const sent = this.#last.then(() => send.apply(this, args))
    this.#last = sent.catch(() => {})
    return sent
  }) as unknown as pg.Client['query']
}

/** The driver's other forms (a callback, an object that submits itself) come from its own pool, on an idle connection. */
function isPromised(args: unknown[]): boolean {
  const [first] = args
  const submits = typeof first === 'object' && first !== null && 'submit' in first
  return !submits && typeof args.at(-1) !== 'function'
}

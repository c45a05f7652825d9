/** LISTEN on one channel for as long as the process lives, through restarts of the server. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export type Listener = { close(): Promise<void> }

export type ListenOptions = {
  url: string
  channel: string
  onNotify: (payload: string) => void
  /** After each connect: something may have been missed before it. */
  onConnect?: () => void
  onDisconnect?: (error: Error) => void
  retryMs?: number
}

/** Starts listening; returns at once. Notifications only hurry what a poll would find anyway, so nothing waits for it. */
export function listen(options: ListenOptions): Listener {
  const stop = new AbortController()
  let current: pg.Client | null = null
  const loop = run()

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      const error = await session()
      if (stop.signal.aborted) return
      options.onDisconnect?.(error)
      await sleep(options.retryMs ?? 500, undefined, { signal: stop.signal, ref: false }).catch(() => {})
    }
  }

  /** One connection from its start to its end; resolves with why it ended. */
  async function session(): Promise<Error> {
    const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: 5000, keepAlive: true })
    const ended = new Promise<Error>((resolve) => {
      client.on('error', resolve)
      client.on('end', () => resolve(new Error('the connection ended')))
    })
    client.on('notification', (message) => options.onNotify(message.payload ?? ''))
    current = client
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(options.channel)}`)
      if (stop.signal.aborted) return new Error('closed')
      options.onConnect?.()
      return await ended
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    } finally {
      current = null
      await client.end().catch(() => {})
    }
  }

  return {
    close: async () => {
      stop.abort()
      await current?.end().catch(() => {})
      await loop
    },
  }
}

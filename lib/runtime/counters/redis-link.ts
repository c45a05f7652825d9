/** The connection to Redis or Valkey: runs scripts, each with a deadline, and is never waited for beyond it. */
import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'

export type RedisLink = {
  /** Waits for the first connection, no longer than the deadline. */
  arrive(deadlineMs: number): Promise<void>
  /** Makes scripts known beforehand: one that is sent only when it was missed comes after what was asked meanwhile. */
  load(scripts: readonly string[], deadlineMs: number): Promise<void>
  /** Runs a script; throws at the deadline, or at once where there is no connection. */
  run(script: string, keys: readonly string[], args: readonly (string | number)[], deadlineMs: number): Promise<unknown>
  get(key: string, deadlineMs: number): Promise<string | null>
  /** Drops the connection and makes a new one: an address that went silent may have moved. */
  reconnect(): void
  close(): Promise<void>
}

const digests = new Map<string, string>()

export function connectRedis(url: string, onError: (error: unknown) => void): RedisLink {
  const redis = new Redis(url, {
    protocol: 2,
    connectTimeout: 1_000,
    // What was sent on a broken connection is never sent again behind the caller's back, and nothing queues for a new one.
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 50, 500),
  })
  redis.on('error', onError)

  return {
    arrive: (deadlineMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, deadlineMs)
        redis.once('ready', () => {
          clearTimeout(timer)
          resolve()
        })
      }),
    load: (scripts, deadlineMs) =>
      within(deadlineMs, async () => {
        await Promise.all(scripts.map((script) => redis.script('LOAD', script)))
      }),
    run: (script, keys, args, deadlineMs) => within(deadlineMs, () => evaluate(redis, script, keys, args)),
    get: (key, deadlineMs) => within(deadlineMs, () => redis.get(key)),
    reconnect() {
      if (redis.status === 'ready') redis.disconnect(true)
    },
    async close() {
      // After what is still under way; a store that is away is not waited for.
      if (redis.status === 'ready') await within(500, () => redis.quit()).catch(() => {})
      redis.disconnect()
    },
  }
}

async function evaluate(redis: Redis, script: string, keys: readonly string[], args: readonly (string | number)[]) {
  try {
    return await redis.evalsha(digestOf(script), keys.length, ...keys, ...args)
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
    return await redis.eval(script, keys.length, ...keys, ...args)
  }
}

function within<T>(deadlineMs: number, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isDone = false
    const timer = setTimeout(() => {
      // A busy process finds its timer due before it has read the reply that is there: it reads first, then judges.
      setImmediate(() => {
        if (!isDone) reject(new Error(`Redis did not answer within ${deadlineMs} ms.`))
      })
    }, deadlineMs)
    const finish = (end: () => void) => {
      isDone = true
      clearTimeout(timer)
      end()
    }
    work().then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(error)),
    )
  })
}

function digestOf(script: string): string {
  const known = digests.get(script)
  if (known) return known
  const digest = createHash('sha1').update(script).digest('hex')
  digests.set(script, digest)
  return digest
}

/** The connection to Redis or Valkey, one server or a cluster: runs scripts, each with a deadline, and is never waited for beyond it. */
import { createHash } from 'node:crypto'
import { Cluster, Redis } from 'ioredis'
import { KEY_PREFIX } from '@/lib/runtime/counters/redis-library'

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

/** The connection stands, but no answer has come in time. */
export class LateError extends Error {
  override name = 'LateError'
}

const digests = new Map<string, string>()

/** `url` names one server, or several nodes of a cluster with commas between them (or one of them and `?cluster=true`). */
export function connectRedis(url: string, onError: (error: unknown) => void): RedisLink {
  const nodes = url.split(',').map((one) => new URL(one.trim()))
  const isCluster = nodes.length > 1 || nodes[0]?.searchParams.get('cluster') === 'true'
  const redis = isCluster ? connectCluster(nodes) : connectServer(url)
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
        const servers = redis instanceof Cluster ? redis.nodes('master') : [redis]
        await Promise.all(servers.flatMap((server) => scripts.map((script) => server.script('LOAD', script))))
      }),
    // A cluster finds the node by the keys: a script that names none is sent where all the others go.
    run: (script, keys, args, deadlineMs) =>
      within(deadlineMs, () => evaluate(redis, script, isCluster && keys.length === 0 ? [HOME] : keys, args)),
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

const HOME = `${KEY_PREFIX}home`

const shared = {
  protocol: 2 as const,
  connectTimeout: 1_000,
  // What was sent on a broken connection is never sent again behind the caller's back.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
}

function connectServer(url: string): Redis {
  return new Redis(url, { ...shared, enableOfflineQueue: false, retryStrategy })
}

function connectCluster(nodes: readonly URL[]): Cluster {
  const [first] = nodes
  return new Cluster(
    nodes.map((node) => ({ host: node.hostname.replace(/^\[|\]$/g, ''), port: Number(node.port || 6379) })),
    {
      redisOptions: {
        ...shared,
        ...(first?.username ? { username: decodeURIComponent(first.username) } : {}),
        ...(first?.password ? { password: decodeURIComponent(first.password) } : {}),
        ...(first?.protocol === 'rediss:' ? { tls: {} } : {}),
      },
      enableOfflineQueue: false,
      clusterRetryStrategy: retryStrategy,
      slotsRefreshTimeout: 1_000,
      slotsRefreshInterval: 1_000,
      // A script that is sent on to another node does nothing twice: each call id, batch and settlement acts once.
      maxRedirections: 4,
      retryDelayOnFailover: 20,
      retryDelayOnClusterDown: 20,
      retryDelayOnTryAgain: 20,
    },
  )
}

function retryStrategy(times: number): number {
  return Math.min(times * 50, 500)
}

async function evaluate(redis: Redis | Cluster, script: string, keys: readonly string[], args: readonly (string | number)[]) {
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
        if (!isDone) reject(new LateError(`Redis did not answer within ${deadlineMs} ms.`))
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

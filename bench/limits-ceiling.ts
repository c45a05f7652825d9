/** How many calls a second one Redis can count: holds taken and settled by three clients, each call under three limits. */
import { createRedisCounters } from '@/lib/runtime/counters/redis-counters'
import { startRedis } from '@/lib/runtime/counters/testing/redis-server'
import { atOnce, demand, quota, rate } from '@/lib/runtime/counters/testing/tested-store'

const CLIENTS = 3
const AT_A_TIME = 64
const MOST = 1e15

export type Ceiling = { callsPerSecond: number; meanMs: number }

export async function measureCeiling(seconds: number): Promise<Ceiling> {
  const redis = await startRedis()
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      createRedisCounters({ url: redis.url, readTotals: async () => [], onError: () => {}, patienceMs: 10_000 }),
    ),
  )
  const untilMs = Date.now() + seconds * 1000
  let calls = 0
  let waitedMs = 0
  const caller = async (n: number) => {
    const counters = clients[n % CLIENTS]
    for (let i = 0; counters && Date.now() < untilMs; i++) {
      const nowMs = Date.now()
      const demands = [quota, rate, atOnce].map((limit) => demand({ ...limit, amount: MOST }, 1, nowMs, `subscription ${n}`))
      const sinceMs = performance.now()
      await counters.peek(demands, nowMs, true)
      const taken = await counters.reserve(`${n} ${i}`, demands, nowMs)
      waitedMs += performance.now() - sinceMs
      if (!taken.ok) throw new Error('a call was refused')
      await counters.settle(taken.hold, [1, 1, 0], nowMs)
      calls++
    }
  }
  await Promise.all(Array.from({ length: CLIENTS * AT_A_TIME }, (_, n) => caller(n)))
  for (const client of clients) await client.close()
  await redis.stop()
  return { callsPerSecond: Math.round(calls / seconds), meanMs: waitedMs / calls }
}

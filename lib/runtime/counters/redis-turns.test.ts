import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Wire } from '@/lib/runtime/counters/counter-wire'
import { KEY_PREFIX } from '@/lib/runtime/counters/redis-library'
import { turnScript } from '@/lib/runtime/counters/redis-scripts'
import { packTurn } from '@/lib/runtime/counters/redis-turns'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

let server: TestRedis
let redis: Redis

beforeAll(async () => {
  server = await startRedis()
  redis = new Redis(server.url)
})

afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

type Call = { callId: string; wires: Wire[] }
type Turn = { nowMs: number; calls: Call[]; settlements: [string, number[]][] }

const LEASE_MS = 1_000_000_000
const QUOTA_END_MS = 2_000_000_000_000

/** The same for a seed, so that a failure can be seen again. */
function drawsOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Turns of up to eight calls that share four counters: windows pass, limits are reset and change their amounts in the middle of one. */
function turnsOf(seed: number): Turn[] {
  const draw = drawsOf(seed)
  const open: string[] = []
  let nowMs = 1_800_000_000_000
  let resetMs = 0
  return Array.from({ length: 40 }, (_, number) => {
    nowMs += [0, 5, 900, 7_000, 65_000][draw(5)] ?? 0
    const settlements: [string, number[]][] = []
    while (open.length > 0 && draw(3) > 0) {
      const [callId = ''] = open.splice(draw(open.length), 1)
      settlements.push([callId, [1, draw(30), draw(30), draw(30)]])
    }
    const calls = Array.from({ length: draw(9) }, (_, i): Call => {
      if (draw(25) === 0) resetMs = nowMs
      const amount = draw(12) === 0 ? 40 : 120
      const of = (kind: Wire['kind'], name: string, need: number, most: number, extra: number): Wire => {
        const key = `${KEY_PREFIX}${kind}:${name}:x`
        return { kind, key, need, amount: most, extra, limitId: name, resetMs: kind === 'c' ? 0 : resetMs, rest: '' }
      }
      const callId = `call-${number}-${i}`
      open.push(callId)
      const warns = of('r', 'warns', draw(25), Number.POSITIVE_INFINITY, 10)
      return {
        callId,
        wires: [
          of('c', 'busy', 1, 12, 0),
          of('r', 'rate', draw(25), amount, 60),
          warns,
          of('q', 'month', draw(25), 900, QUOTA_END_MS),
        ],
      }
    })
    return { nowMs, calls, settlements }
  })
}

async function run({ nowMs, calls, settlements }: Turn): Promise<string[]> {
  const { keys, turn } = packTurn(calls, settlements)
  return (await redis.eval(turnScript, keys.length, ...keys, String(nowMs), 'epoch', String(LEASE_MS), turn)) as string[]
}

/** All that the store holds, without when it is forgotten. */
async function contents(): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {}
  for (const key of (await redis.keys('*')).sort()) {
    const type = await redis.type(key)
    if (type === 'hash') all[key] = Object.fromEntries(Object.entries(await redis.hgetall(key)).sort())
    else if (type === 'list') all[key] = await redis.lrange(key, 0, -1)
    else if (type === 'zset') all[key] = await redis.zrange(key, '0', '-1', 'WITHSCORES')
    else all[key] = await redis.get(key)
  }
  return all
}

async function begin(): Promise<void> {
  await redis.flushall()
  await redis.set(`${KEY_PREFIX}epoch`, 'epoch')
}

describe('a turn of many calls', () => {
  it('is answered, and leaves behind, what the same calls do one by one', async () => {
    let granted = 0
    let refused = 0
    for (let seed = 1; seed <= 12; seed++) {
      const turns = turnsOf(seed)
      await begin()
      const together: string[] = []
      for (const turn of turns) together.push(...(await run(turn)))
      const left = await contents()
      await begin()
      const alone: string[] = []
      for (const { nowMs, calls, settlements } of turns) {
        for (const one of settlements) await run({ nowMs, calls: [], settlements: [one] })
        for (const call of calls) alone.push(...(await run({ nowMs, calls: [call], settlements: [] })))
      }
      expect(together, `seed ${seed}`).toEqual(alone)
      expect(left, `seed ${seed}`).toEqual(await contents())
      granted += together.filter((reply) => reply.startsWith('ok')).length
      refused += together.filter((reply) => reply.startsWith('refused')).length
    }
    expect(granted).toBeGreaterThan(200)
    expect(refused).toBeGreaterThan(200)
  })
})

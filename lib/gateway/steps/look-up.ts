/**
 * Between reserve and forward, for products that keep answers: is there one already? If not, the first of equal callers asks,
 * and what comes back is kept. Each caller is held, counted and booked like any other; who is served from the cache settles
 * its tokens and its money at zero.
 */

import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import { type CacheWish, cacheWishOf } from '@/lib/gateway/cache/cache-control'
import { cacheKeyOf } from '@/lib/gateway/cache/cache-key'
import { bypassOf, questionOf } from '@/lib/gateway/cache/may-keep'
import type { Reply } from '@/lib/gateway/call'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { isRefusal, Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { type Freshness, findKept, isFresh } from '@/lib/gateway/steps/find-kept'
import { findMeant } from '@/lib/gateway/steps/find-meant'
import { forward } from '@/lib/gateway/steps/forward'
import { holdUnexhausted } from '@/lib/gateway/steps/hold-unexhausted'
import { keepAnswer } from '@/lib/gateway/steps/keep-answer'
import type { Reached } from '@/lib/gateway/steps/reached'
import { relay } from '@/lib/gateway/steps/relay'
import { replyKept } from '@/lib/gateway/steps/reply-kept'
import { type Reserved, reserve } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { type CacheRule, ttlSecondsOf } from '@/lib/policy/cache/cache-rule'

export async function answerThroughCache(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  rule: CacheRule,
  reached: Reached,
): Promise<Reply> {
  const wish = wishOf(resolved, rule)
  const bypass = bypassFor(wish, rule, resolved)
  if (bypass !== null) {
    const reserved = await hold(ports, state, resolved, reached)
    note(ports, reserved, `past the cache: ${bypass}`)
    return marked(await ask(ports, state, reserved, reached), 'BYPASS')
  }
  // Made before anything is held: a body nobody can walk is refused here.
  const key = cacheKeyOf(resolved, rule)
  let reserved: Reserved
  try {
    reserved = await reserve(ports, state, resolved)
  } catch (error) {
    return await serveExhausted(ports, state, resolved, rule, key, wish, reached, error)
  }
  reached.reserved = reserved
  const found = wish.noCache ? null : findKept(ports, key, wish, ports.clock.now())
  if (found instanceof Promise || found === null) return await serve(ports, state, reserved, rule, key, wish, reached, found)
  return await replyKept(ports, state, reserved, found, 'HIT', EQUAL)
}

const EQUAL = 'an equal question'

type Wish = CacheWish & Freshness

/** Each caller goes by its own: the rule that fits another's call says nothing of this one. */
function wishOf({ call, model, request }: Resolved, rule: CacheRule): Wish {
  const header = (name: string) => call.header(name)
  return {
    ...cacheWishOf(call.header('cache-control')),
    ttlSeconds: ttlSecondsOf(rule, model.name, rule.rules.length > 0 ? questionOf(request) : '', header),
  }
}

function bypassFor({ noStore, ttlSeconds }: Wish, rule: CacheRule, { request }: Resolved): string | null {
  if (noStore) return 'its caller said no-store'
  return bypassOf(rule, request) ?? (ttlSeconds > 0 ? null : 'a rule of its product keeps it for no time')
}

async function serve(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  rule: CacheRule,
  key: string,
  wish: Wish,
  reached: Reached,
  first: StoredAnswer | null | Promise<StoredAnswer | null>,
): Promise<Reply> {
  if (wish.noCache) return await askAndKeep(ports, state, reserved, rule, key, wish, reached, 'its caller said no-cache')
  const sinceMs = ports.clock.now()
  for (let found = first; ; found = findKept(ports, key, wish, ports.clock.now())) {
    const kept = found instanceof Promise ? await found : found
    if (kept) return await replyKept(ports, state, reserved, kept, 'HIT', EQUAL)
    const flight = state.flights.find(key)
    if (!flight) return await askAndKeep(ports, state, reserved, rule, key, wish, reached, 'nothing kept')
    const landed = await flight.wait(reserved.call.hangUp, state.flights.patienceMs - (ports.clock.now() - sinceMs))
    if (landed === null) throw new Refusal('client_closed_request', 'The caller hung up.')
    if (landed === 'late')
      return await askAndKeep(ports, state, reserved, rule, key, wish, reached, 'an equal question was under way for too long')
    if (landed === 'failed') {
      note(ports, reserved, 'an equal question was under way and has no answer to share')
      return marked(await ask(ports, state, reserved, reached), 'MISS')
    }
    if (landed === 'abandoned') continue
    if (!isFresh(landed.answer, wish, ports.clock.now()))
      return await askAndKeep(ports, state, reserved, rule, key, wish, reached, 'an equal question got too old an answer')
    return await replyKept(ports, state, reserved, landed.answer, landed.hit, 'an equal question at once')
  }
}

/** Asks, for all who wait for the same. */
async function askAndKeep(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  rule: CacheRule,
  key: string,
  wish: Wish,
  reached: Reached,
  why: string,
): Promise<Reply> {
  const flight = state.flights.start(key)
  note(ports, reserved, why)
  try {
    const meant = rule.semantic && (await findMeant(ports, state, reserved, rule, rule.semantic, wish))
    if (meant?.answer) {
      flight.land({ answer: meant.answer, hit: 'SEMANTIC' })
      return await replyKept(ports, state, reserved, meant.answer, 'SEMANTIC', meant.why)
    }
    const keeping = keepAnswer(ports, reserved, wish.ttlSeconds, key, flight, meant && (() => meant.keep(key)))
    return marked(keeping(await ask(ports, state, reserved, reached)), 'MISS')
  } catch (error) {
    flight.land(isRefusal(error) && error.code === 'client_closed_request' ? 'abandoned' : 'failed')
    throw error
  }
}

/** Without the cache: to a provider, and back. */
export async function ask(ports: GatewayPorts, state: GatewayState, reserved: Reserved, reached: Reached): Promise<Reply> {
  const forwarded = await forward(ports, state, reserved)
  reached.isForwarded = true
  return await relay(ports, state, forwarded)
}

export async function hold(ports: GatewayPorts, state: GatewayState, resolved: Resolved, reached: Reached): Promise<Reserved> {
  const reserved = await reserve(ports, state, resolved)
  reached.reserved = reserved
  return reserved
}

/** Where a quota is used up, a product may still serve what it has. Throws what kept the call from its hold where it has nothing. */
async function serveExhausted(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  rule: CacheRule,
  key: string,
  wish: Wish,
  reached: Reached,
  error: unknown,
): Promise<Reply> {
  if (!rule.servesWhenExhausted || wish.noCache || !isRefusal(error) || error.code !== 'quota_exceeded') throw error
  const kept = await findKept(ports, key, wish, ports.clock.now())
  if (!kept) throw error
  const reserved = await holdUnexhausted(ports, resolved, error.details.views ?? [])
  reached.reserved = reserved
  return await replyKept(ports, state, reserved, kept, 'HIT', 'an equal question, the quota being used up')
}

function note({ clock }: GatewayPorts, reserved: Reserved, words: string): void {
  reserved.lookup = { atMs: clock.now() - reserved.startedAtMs, note: words, onSettled: null }
}

function marked(reply: Reply, how: 'MISS' | 'BYPASS'): Reply {
  reply.headers.push('x-cache', how)
  return reply
}

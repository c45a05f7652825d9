/** Products with limits of a case's own, and what a key is told about them. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from '@/lib/boot/testing/estate'
import { chat, type JsonReply, post, send, type Target } from '@/lib/boot/testing/target'

export const daily = { window: { kind: 'quota', period: 'day' } }

export type MadeProduct = { key: string; productId: string; limitIds: string[] }

let made = 0

const PAUSE_MS = 50

/** A published product of its own with these limits, each for every subscription; resolves when the gateway knows them all. */
export async function productWith(target: Target, settings: object, limits: object[]): Promise<MadeProduct> {
  const { api, estate } = target
  const name = `rules ${++made} of ${estate.models.mini}`
  const models = [estate.models.mini, estate.models.embed]
  const product = await api('POST', '/products', { name, models, requiresApproval: false, ...settings })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const answers: Answer[] = []
  for (const [i, limit] of limits.entries()) {
    const scope = { productId: product.id }
    answers.push(await api('POST', '/limits', { name: `${i} ${name}`, scope, countBy: 'subscription', ...limit }))
  }
  const subscription = await api('POST', '/subscriptions', { tenantId: estate.tenantId, productId: product.id, name })
  const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  await until(async () => (await send(target, 'GET', '/v1/models', bearer(key))).status === 200)
  await until(async () => (await limitsOf(target, key)).length === limits.length)
  return { key, productId: product.id, limitIds: answers.map(({ id }) => id) }
}

export function ask(target: Target, key: string, more: object, content = 'hi'): Promise<JsonReply> {
  return post(target, '/v1/chat/completions', key, chat(target.estate.models.mini, content, more))
}

type Usage = {
  limits: { amount: number; used: number; remaining: number; resets_at: string | null }[]
  cost: { month: string; amounts: { currency: string; amount: string }[]; unpriced_calls: number } | null
}

export function billed({ body }: JsonReply): { total_tokens: number; prompt_tokens: number } {
  return (body as unknown as { usage: { total_tokens: number; prompt_tokens: number } }).usage
}

export async function usageOf(target: Target, key: string): Promise<Usage> {
  return (await send(target, 'GET', '/v1/usage', bearer(key))).body as unknown as Usage
}

export async function limitsOf(target: Target, key: string): Promise<Usage['limits']> {
  return (await usageOf(target, key)).limits ?? []
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` }
}

/** What its own timers are late is not counted: a machine that is busy with much else is as late with everything. */
export async function until(isSo: () => Promise<boolean>, deadlineMs = 30_000): Promise<void> {
  let sinceMs = performance.now()
  while (!(await isSo())) {
    const pausedAtMs = performance.now()
    assert.ok(pausedAtMs - sinceMs < deadlineMs, `not so after ${deadlineMs} ms`)
    await sleep(PAUSE_MS)
    sinceMs += Math.max(0, performance.now() - pausedAtMs - PAUSE_MS)
  }
}

/** The promise is about when it is in force, so the last look may begin at the deadline. */
export const within = (ms: number, isSo: () => Promise<boolean>) => until(isSo, ms + 500)

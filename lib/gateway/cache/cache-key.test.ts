import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cacheKeyOf, canonicalBody } from '@/lib/gateway/cache/cache-key'
import { bypassOf, questionOf } from '@/lib/gateway/cache/may-keep'
import type { JsonObject } from '@/lib/gateway/json'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { type CacheIsolation, type CacheRule, cacheRuleOf, ttlSecondsOf } from '@/lib/policy/cache/cache-rule'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const rule = cacheRuleOf({ mode: 'exact' }) as CacheRule

type Call = {
  tenant: string
  subscription: string
  user: string | null
  keyId: string
  endUser: string | null
  product: string
  model: string
  dialect: string
  operation: string
  isStream: boolean
  wantsUsage: boolean
  purges: Resolved['snapshot']['purges']
  headers: Record<string, string>
  body: JsonObject
}

const plain: Call = {
  tenant: 'ten-1',
  subscription: 'sub-1',
  user: 'usr-1',
  keyId: 'key-1',
  endUser: null,
  product: 'prd-1',
  model: 'mdl-1',
  dialect: 'openai',
  operation: 'chat',
  isStream: false,
  wantsUsage: false,
  purges: [],
  headers: {},
  body: {
    model: 'm',
    messages: [
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'hi' },
    ],
    temperature: 0,
  },
}

const keyOf = (call: Call, by: CacheRule = rule) => cacheKeyOf(resolvedOf(call), by)

/** As far as a key goes. */
function resolvedOf(call: Call): Resolved {
  const { tenant, subscription, user, keyId, endUser, product, model, dialect, operation, isStream, wantsUsage, body } = call
  return {
    key: {
      id: keyId,
      userId: user,
      product: { id: product },
      subscription: { id: subscription, tenant: { id: tenant, lineage: [tenant, 'ten-parent'] } },
    },
    model: { id: model },
    dialect: { name: dialect },
    request: { operation, isStream, wantsUsage, endUser, body },
    snapshot: { purges: call.purges },
    call: { header: (name: string) => call.headers[name] },
  } as unknown as Resolved
}

describe('the key of a kept answer', () => {
  const others: [string, Partial<Call>][] = [
    ['another tenant', { tenant: 'ten-2' }],
    ['another product', { product: 'prd-2' }],
    ['another model', { model: 'mdl-2' }],
    ['another dialect', { dialect: 'azure-openai' }],
    ['another operation', { operation: 'responses' }],
    ['a stream', { isStream: true }],
    ['a usage chunk', { wantsUsage: true }],
    ['a system prompt', { body: { ...plain.body, messages: [{ role: 'user', content: 'hi' }] } }],
    ['a temperature', { body: { ...plain.body, temperature: 0.1 } }],
    ['a seed', { body: { ...plain.body, seed: 1 } }],
    ['a schema', { body: { ...plain.body, response_format: { type: 'json_object' } } }],
    ['a purge of all', { purges: [{ tenantId: null, productId: null, modelId: null, version: 1 }] }],
    ['a purge of the parent', { purges: [{ tenantId: 'ten-parent', productId: null, modelId: null, version: 1 }] }],
    ['a purge of the product', { purges: [{ tenantId: null, productId: 'prd-1', modelId: null, version: 1 }] }],
    ['a purge of the model', { purges: [{ tenantId: null, productId: null, modelId: 'mdl-1', version: 1 }] }],
  ]
  it.each(others)('is another with %s', (_what, change) => {
    expect(keyOf({ ...plain, ...change })).not.toBe(keyOf(plain))
  })

  it.each<[string, Partial<Call>]>([
    ['who asks by its own word', { body: { ...plain.body, user: 'u', prompt_cache_key: 'k' } }],
    ['another key of the same tenant', { keyId: 'key-2', subscription: 'sub-2', user: 'usr-2' }],
    ['a purge of somebody else', { purges: [{ tenantId: 'ten-9', productId: null, modelId: null, version: 3 }] }],
    ['an alias of the model', { body: { ...plain.body, model: 'an alias' } }],
  ])('is the same with %s', (_what, change) => {
    expect(keyOf({ ...plain, ...change })).toBe(keyOf(plain))
  })

  it.each<[CacheIsolation, Partial<Call>]>([
    ['subscription', { subscription: 'sub-2' }],
    ['user', { user: 'usr-2' }],
    ['user', { endUser: 'somebody' }],
    ['user', { user: null, keyId: 'key-2' }],
    ['header', { headers: { 'x-team': 'a' } }],
  ])('keeps answers apart by %s where the product says so', (isolateBy, change) => {
    const by: CacheRule = { ...rule, isolateBy, header: 'x-team' }
    expect(keyOf({ ...plain, ...change }, by)).not.toBe(keyOf(plain, by))
    expect(keyOf({ ...plain, tenant: 'ten-2' }, by)).not.toBe(keyOf(plain, by))
    expect(keyOf(plain, by)).toBe(keyOf({ ...plain }, by))
  })

  it('never joins two tenants, whatever they are called and ask', () => {
    const text = fc.string({ maxLength: 12 })
    const call = fc.record({ tenant: text, subscription: text, product: text, endUser: text, content: fc.jsonValue() })
    fc.assert(
      fc.property(call, call, (a, b) => {
        const keyed = (one: typeof a) =>
          keyOf({ ...plain, ...one, body: { messages: [one.content] } as unknown as JsonObject }, { ...rule, isolateBy: 'user' })
        if (a.tenant !== b.tenant) expect(keyed(a)).not.toBe(keyed(b))
      }),
    )
  })

  it('is the same however the fields are ordered, and another for another value', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : value && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([name, one]) => [name, shuffled(one)]),
            )
          : value
    const bodies = fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.jsonValue())
    fc.assert(
      fc.property(bodies, bodies, (a, b) => {
        expect(canonicalBody(shuffled(a) as JsonObject)).toBe(canonicalBody(a))
        const sameText = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
        expect(canonicalBody(a) === canonicalBody(b)).toBe(sameText)
      }),
    )
  })
})

/** What an answer depends on, in order: by other means than the code's. */
function sorted(body: JsonObject): unknown {
  const asked = { ...body }
  for (const name of ['model', 'user']) delete asked[name]
  return JSON.parse(JSON.stringify(asked), (_name, value) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

describe('what goes past the cache', () => {
  const request = (body: JsonObject, more: object = {}) =>
    ({ operation: 'chat', body, chat: null, pin: null, extras: { isUnpriced: false }, ...more }) as never
  it.each<[JsonObject, object, RegExp]>([
    [{ temperature: 1.2 }, {}, /temperature of 1.2/],
    [{ tools: [{}] }, {}, /tools/],
    [{ functions: [{}] }, {}, /tools/],
    [{ messages: [{ content: [{ type: 'image_url' }] }] }, {}, /images/],
    [{ input: [{ content: [{ type: 'input_file' }] }] }, { operation: 'responses' }, /files/],
    [{}, { operation: 'images' }, /images are not kept/],
    [{}, { pin: {} }, /earlier response/],
    [{}, { extras: { isUnpriced: true } }, /tier/],
  ])('is %j', (body, more, why) => {
    expect(bypassOf(rule, request(body, more))).toMatch(why)
  })

  it('is nothing else, and nothing a product wants kept', () => {
    expect(bypassOf(rule, request({ temperature: 1, tools: [], messages: [{ content: 'hi' }] }))).toBeNull()
    const generous: CacheRule = { ...rule, keepsTools: true, keepsImages: true, maxTemperature: 2 }
    const body = { temperature: 2, tools: [{}], messages: [{ content: [{ type: 'image_url' }] }] }
    expect(bypassOf(generous, request(body))).toBeNull()
  })
})

describe('how long an answer is kept', () => {
  const by = cacheRuleOf({
    mode: 'exact',
    ttlSeconds: 60,
    rules: [
      { model: 'm', header: { name: 'X-Kind', value: 'news' }, ttlSeconds: 0 },
      { words: ['Documentation', 'API reference'], ttlSeconds: 86_400 },
      { model: 'm', ttlSeconds: 7_200 },
    ],
  }) as CacheRule
  const ttl = (model: string, question: string, headers: Record<string, string> = {}) =>
    ttlSecondsOf(by, model, question, (name) => headers[name])

  it('is said by the first rule that fits, else by the product', () => {
    expect(ttl('m', 'hi', { 'x-kind': 'news' })).toBe(0)
    expect(ttl('other', 'where is the documentation')).toBe(86_400)
    expect(ttl('m', 'hi')).toBe(7_200)
    expect(ttl('other', 'hi')).toBe(60)
  })

  it('is about the words of the last message', () => {
    const words = (body: JsonObject) => questionOf({ chat: null, body })
    expect(words({ messages: [{ content: 'A' }, { content: [{ type: 'text', text: 'The API Reference' }] }] })).toBe(
      'the api reference',
    )
    expect(words({ input: 'Plain' })).toBe('plain')
    expect(words({ input: ['a', 'B'] })).toBe('b')
    expect(words({ messages: [null] })).toBe('')
  })
})

import { describe, expect, it } from 'vitest'
import { parsePolicy } from '@/lib/azure/policy-xml/parse-policy'
import type { OurEstate, OurProduct } from '@/lib/azure/publish/our-estate'
import { productFragment } from '@/lib/azure/publish/product-fragment'
import type { PoolRoute } from '@/lib/azure/publish/routing-elements'

const plain: OurProduct = {
  id: 'p',
  name: '---><set-backend-service base-url="https://evil.example" />',
  description: '',
  terms: '',
  state: 'published',
  requiresApproval: false,
  cache: {},
  accepts: 'key-or-token',
  outputCap: 'inject',
  requestDefaults: {},
  requestForced: {},
  headerRules: {},
  headerNames: {},
  corsOrigins: [],
  routes: [],
  systemPrompt: '',
  answerShape: 'full',
  models: [{ model: { name: 'gpt-4o', poolId: 'pool' } }],
  subscriptions: [],
}

const routes: Record<string, PoolRoute> = {
  pool: { backend: 'tg-pool', names: 'deployment', identity: 'all' },
  embeddings: { backend: 'tg-embeddings', names: 'deployment', identity: 'all' },
  elsewhere: { backend: 'tg-elsewhere', names: 'body', identity: 'none' },
  mixed: { backend: 'tg-mixed', names: 'deployment', identity: 'some' },
}
const modelsIn = (...pools: string[]) => pools.map((poolId) => ({ model: { name: `m-${poolId}`, poolId } }))

function published(changes: Partial<OurProduct>) {
  const embeddingPools = new Map([['embedder', 'embeddings']])
  const estate: OurEstate = { products: [], pools: [], backends: [], limits: [], basePaths: [], embeddingPools }
  const made = productFragment({ ...plain, ...changes }, { routeOf: (id) => routes[id], estate })
  expect(parsePolicy(made.xml).ok).toBe(true)
  return { ...made, reasons: made.losses.map(({ reason }) => reason).join('\n') }
}

const semantic = (isolateBy: string, header: string | null = null) => ({
  mode: 'semantic',
  isolateBy,
  header,
  ttlSeconds: 600,
  semantic: { embeddingModel: 'embedder', threshold: 0.9, maxMessages: 6, ignoresSystemPrompt: true },
})

it('says nothing of a product that asks for nothing, and lets its name say nothing', () => {
  const { losses, outbound, xml } = published({})
  expect(losses).toEqual([])
  expect(outbound).toBe('')
  expect(xml).not.toContain('evil.example')
})

describe('calls', () => {
  it('go to the pool of their model, and for any other model nowhere', () => {
    const { xml } = published({})
    expect(xml).toContain('GetValueOrDefault("deployment-id", "") == "gpt-4o"')
    expect(xml).toMatch(/<otherwise>\s*<return-response>\s*<set-status code="404"/)
  })

  it('carry the managed identity only to pools that are given it', () => {
    expect(published({ models: modelsIn('elsewhere') }).xml).not.toContain('managed-identity')
    const both = published({ models: modelsIn('pool', 'elsewhere') }).xml
    expect(both.match(/authentication-managed-identity/g)).toHaveLength(1)
    expect(both).toMatch(/<authentication-managed-identity[^>]*\/>\s*<set-backend-service backend-id="tg-pool"/)
    expect(both).toContain('["model"] == "m-elsewhere"')
    const mixed = published({ models: modelsIn('mixed') })
    expect(mixed.xml).not.toContain('managed-identity')
    expect(mixed.reasons).toContain('some backends use a managed identity')
  })

  it.each<[string, Partial<OurProduct>, string]>([
    ['of a product without a pool that can be published', { models: modelsIn('claude') }, 'm-claude has no pool'],
    ['of a product that asks for a token as well', { accepts: 'key-and-token' }, 'It asks for a token'],
    ['of a product that asks for a token', { accepts: 'token' }, 'It asks for a token'],
  ])('%s are refused', (_, product, reason) => {
    const { xml, reasons } = published(product)
    expect(xml).toContain('<return-response>')
    expect(xml).not.toContain('set-backend-service')
    expect(reasons).toContain(reason)
  })
})

describe('a cache', () => {
  it('is looked into on the way in and filled on the way out', () => {
    const { xml, outbound } = published({ cache: semantic('subscription') })
    expect(xml).toContain('score-threshold="0.1"')
    expect(xml).toContain('embeddings-backend-id="tg-embeddings"')
    expect(outbound).toBe('<llm-semantic-cache-store duration="600" />')
  })

  it.each([
    ['tenant', null],
    ['user', null],
    ['header', 'x-team'],
    ['subscription', null],
  ])('kept apart by %s is never shared between subscriptions there, which may be of two tenants', (isolateBy, header) => {
    const { xml } = published({ cache: semantic(isolateBy, header) })
    expect(xml).toContain('<vary-by>@(context.Subscription.Id)</vary-by>')
    expect(xml.split('<vary-by>')).toHaveLength(isolateBy === 'user' || isolateBy === 'header' ? 3 : 2)
  })

  it('stays here where it finds words only, or its questions have no backend there', () => {
    expect(published({ cache: { mode: 'exact' } }).reasons).toContain('by meaning alone')
    const unknown = { ...semantic('user'), semantic: { ...semantic('user').semantic, embeddingModel: 'other' } }
    expect(published({ cache: unknown }).reasons).toContain('other has no pool')
    expect(published({ cache: unknown }).xml).not.toContain('cache')
  })
})

describe('headers', () => {
  it('are set and removed, of calls and of answers', () => {
    const headerRules = { request: { set: { 'x-env': 'a "b" <c> & d' }, remove: ['x-gone'] }, answer: { set: { 'x-by': 'us' } } }
    const { xml, outbound, losses } = published({ headerRules })
    expect(xml).toContain('<set-header name="x-gone" exists-action="delete" />')
    expect(xml).toContain('<value>a "b" &lt;c&gt; &amp; d</value>')
    expect(outbound).toContain('<value>us</value>')
    expect(losses).toEqual([])
  })

  it.each(['@(context.Subscription.Key)', 'x @{return "y";}', '{{openai-key}}'])(
    'that would be an expression or a secret there are left out: %s',
    (value) => {
      const { xml, reasons } = published({ headerRules: { request: { set: { 'x-env': value } } } })
      expect(xml).not.toContain('x-env')
      expect(reasons).toContain('x-env')
    },
  )

  it('that may hold a secret are left out', () => {
    const { xml, reasons } = published({ headerRules: { request: { set: { 'x-token': 'abc' } } } })
    expect(xml).not.toContain('abc')
    expect(reasons).toContain('may be a secret')
  })
})

it('names every rule of a product that nothing there stands for', () => {
  const key = { cidrs: ['10.0.0.0/8'], models: [], certificates: [] }
  const subscription = { id: 's', name: 'App', state: 'active' as const, tenant: { name: 'T' }, keys: [key] }
  const { losses } = published({
    accepts: 'token',
    requestForced: { temperature: 0 },
    routes: [{ model: 'gpt-4o' }],
    systemPrompt: 'Be brief.',
    answerShape: 'short',
    outputCap: 'refuse',
    corsOrigins: ['https://app.example.com'],
    subscriptions: [subscription],
  })
  expect(losses).toHaveLength(8)
})

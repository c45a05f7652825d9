import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Estate } from '@/lib/azure/apim/estate'
import { type Present, planEstate } from '@/lib/azure/plan/plan-estate'
import { networksOf } from '@/lib/azure/plan/policies/read-access'
import { backendOf, genaiEstate, openaiApi, productOf } from '@/lib/azure/testing/estate'
import { type AzureChoicesIn, azureChoices } from '@/lib/contracts/azure-plan'
import { configNouns } from '@/lib/contracts/config'

const nothing: Present = { names: {}, models: [] }
const chosen: AzureChoicesIn = { models: [{ name: 'gpt-4o-mini' }] }

const plan = (estate: Estate, choices: AzureChoicesIn = chosen, present = nothing) =>
  planEstate(estate, azureChoices.parse(choices), present)

/** The estate with a policy at a product, and what its statements became. */
function policy(
  xml: string,
  over: Partial<Estate> = {},
  scope: Estate['policies'][number]['scope'] = { kind: 'product', product: 'gold' },
) {
  const made = plan(genaiEstate({ policies: [{ scope, xml: `<policies><inbound>${xml}</inbound></policies>` }], ...over }))
  const gold = made.docs.products.find(({ name }) => name === 'Gold')?.doc ?? {}
  return { made, gold, told: made.items.filter(({ kind, title }) => kind === 'policy' && title !== '(no base)') }
}

describe('a plan', () => {
  it('makes of an estate what the console could have made', () => {
    const { docs } = plan(genaiEstate())
    expect(docs.backends.map(({ name, doc }) => [name, doc.baseUrl, doc.region])).toEqual([
      ['openai-swedencentral', 'https://one.openai.azure.com', 'swedencentral'],
      ['openai-westeurope', 'https://two.openai.azure.com', 'westeurope'],
    ])
    expect(docs.pools).toMatchObject([
      {
        name: 'openai-pool',
        doc: {
          members: [
            { backend: 'openai-swedencentral', priority: 1, weight: 100 },
            { backend: 'openai-westeurope', priority: 2, weight: 50 },
          ],
          breaker: { failureCondition: { count: 3, interval: 'PT5M' }, tripDuration: 'PT24H' },
        },
      },
    ])
    expect(docs.models).toMatchObject([{ name: 'gpt-4o-mini', doc: { pool: 'openai-pool', contextWindow: 128_000 } }])
    expect(docs.products.map(({ name }) => name)).toEqual(['Starter', 'Gold', 'Azure OpenAI (API)'])
    expect(docs.limits).toMatchObject([
      { doc: { scope: { product: 'Starter' }, countBy: 'subscription', amount: 5000, window: { kind: 'rate', seconds: 60 } } },
      { doc: { scope: { product: 'Starter' }, amount: 100_000, window: { kind: 'quota', period: 'day' }, timeZone: 'UTC' } },
    ])
    expect(docs.tenants.map(({ name }) => name)).toEqual(['Research', 'API Management'])
    expect(docs.subscriptions.map(({ doc }) => [doc.tenant, doc.product])).toEqual([
      ['Research', 'Starter'],
      ['API Management', 'Gold'],
      ['API Management', 'Azure OpenAI (API)'],
    ])
    expect(docs.bases).toMatchObject([{ doc: { path: '/aoai/contoso', becomes: '/openai', keyHeader: 'api-key' } }])
  })

  it('writes documents the contracts take', () => {
    const { docs } = plan(genaiEstate())
    for (const noun of ['pools', 'models', 'tenants', 'products', 'limits'] as const) {
      for (const { doc } of docs[noun]) expect(configNouns[noun].safeParse(doc).error?.issues).toBeUndefined()
    }
  })

  it('says of everything what becomes of it, once, with where it stands', () => {
    const { items, counts } = plan(genaiEstate())
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
    expect(items.every(({ reason }) => reason.length > 10)).toBe(true)
    expect(counts).toEqual({
      maps: items.filter(({ verdict }) => verdict === 'maps').length,
      loss: items.filter(({ verdict }) => verdict === 'loss').length,
      not: items.filter(({ verdict }) => verdict === 'not').length,
    })
    const safety = items.find(({ title }) => title === 'llm-content-safety')
    expect(safety).toMatchObject({ verdict: 'not', place: { policy: 'api:azure-openai', line: 6, column: 5 } })
    expect(items.find(({ key }) => key === 'product:echo')).toMatchObject({ verdict: 'not' })
    expect(items.find(({ key }) => key === 'subscription:s-gone')).toMatchObject({ verdict: 'not', reason: /cancelled/ })
  })

  it('keeps models that are here, and gives other names where names are taken', () => {
    const present: Present = { names: { products: ['starter'], backends: [] }, models: [{ name: 'gpt-4o-mini' }] }
    const { docs, items } = plan(genaiEstate(), { models: [] }, present)
    expect(docs.models).toEqual([])
    expect(docs.products.map(({ name }) => name)).toEqual(['Starter 2', 'Gold', 'Azure OpenAI (API)'])
    expect(items.find(({ key }) => key === 'model:gpt-4o-mini')?.reason).toMatch(/here already/)
  })

  it('lets a tenant that is here pay for what is its group’s', () => {
    const { docs, items } = plan(genaiEstate(), chosen, { names: { tenants: ['research'] }, models: [] })
    expect(docs.tenants.map(({ name }) => name)).toEqual(['API Management'])
    expect(docs.subscriptions[0]?.doc.tenant).toBe('research')
    expect(items.find(({ key }) => key === 'group:research')).toMatchObject({ verdict: 'maps', here: [{ name: 'research' }] })
  })

  it('suspends what is a blocked user’s', () => {
    const estate = genaiEstate()
    const { docs, items } = plan({ ...estate, users: estate.users.map((user) => ({ ...user, state: 'blocked' })) })
    expect(docs.subscriptions.map(({ doc }) => doc.state)).toEqual(['suspended', 'active', 'active'])
    expect(items.find(({ key }) => key === 'subscription:s-ada')).toMatchObject({ verdict: 'loss', reason: /ada is blocked/ })
  })

  it('lets nobody have without approval what only some may see', () => {
    const approvalOf = (groups: string[]) => {
      const { docs, items } = plan(genaiEstate({ products: [productOf('gold', 'Gold', ['azure-openai'], { groups })] }))
      return [docs.products[0]?.doc.requiresApproval, items.find(({ key }) => key === 'product:gold')?.verdict]
    }
    expect(approvalOf(['administrators'])).toEqual([true, 'loss'])
    expect(approvalOf(['administrators', 'research'])).toEqual([true, 'loss'])
    expect(approvalOf(['administrators', 'developers'])).toEqual([false, 'maps'])
  })

  it('leaves paths behind where this gateway answers already', () => {
    const apis = ['v1', 'openai', 'setup'].map((path) => ({ ...openaiApi, name: `at-${path}`, path }))
    const { docs, items } = plan(genaiEstate({ apis }))
    expect(docs.bases.map(({ name }) => name)).toEqual(['/openai'])
    expect(items.find(({ key }) => key === 'api:at-v1')).toMatchObject({ verdict: 'not', reason: /calls of this gateway/ })
    expect(items.find(({ key }) => key === 'api:at-setup')).toMatchObject({ verdict: 'not', reason: /where the console is/ })
  })

  it('leaves a backend behind that only screens prompts', () => {
    const made = plan(
      genaiEstate({ backends: [...genaiEstate().backends, backendOf('safety', 'https://s.cognitiveservices.azure.com')] }),
    )
    expect(made.docs.backends.map(({ name }) => name)).not.toContain('safety')
    expect(made.items.find(({ key }) => key === 'backend:safety')).toMatchObject({ verdict: 'not' })
  })

  it('says that models are to be chosen where nothing names one', () => {
    expect(plan(genaiEstate(), {}).items.find(({ key }) => key === 'model:(none)')).toMatchObject({ verdict: 'not' })
    const operations = [{ ...openaiApi.operations[0], urlTemplate: '/openai/deployments/gpt-4.1/chat/completions' }]
    expect(plan(genaiEstate({ apis: [{ ...openaiApi, operations } as typeof openaiApi] }), {}).docs.models).toMatchObject([
      { name: 'gpt-4.1' },
    ])
  })

  it.each([
    ['one', ['Everybody']],
    ['user', ['Ada L', 'Everybody']],
    ['product', ['Starter', 'Gold', 'Everybody']],
  ] as const)('lets the admin choose who pays: %s', (tenantsBy, names) => {
    const { docs } = plan(genaiEstate(), { ...chosen, tenantsBy, defaultTenant: 'Everybody' })
    expect(docs.tenants.map(({ name }) => name)).toEqual(names)
  })

  it('holds no secret that stands in an estate', () => {
    const planted = 'sk-planted-4711'
    const xml = `<authentication-basic username="u" password="${planted}" /><set-variable name="api-key" value="${planted}" />
      <set-header name="x-functions-key" exists-action="override"><value>${planted}</value></set-header>`
    const { made } = policy(xml)
    expect(JSON.stringify(made)).not.toContain(planted)
  })
})

describe('a policy in a plan', () => {
  it('counts by what its key says, and names what no limit can count by', () => {
    const limit = (key: string) => `<rate-limit-by-key calls="10" renewal-period="60" counter-key="${key}" />`
    const countBy = (key: string) => policy(limit(key)).made.docs.limits[0]?.doc.countBy ?? null
    expect(countBy('@(context.Subscription.Id)')).toBe('subscription')
    expect(countBy('@(context.User.Id)')).toBe('user')
    expect(countBy('@(context.Product.Id)')).toBe('product')
    expect(countBy('@(context.Request.Headers.GetValueOrDefault("x-team",""))')).toEqual({ header: 'x-team' })
    expect(countBy('@(((Jwt)context.Variables["jwt"]).Claims["appid"].FirstOrDefault())')).toEqual({ claim: 'appid' })
    expect(countBy('@(context.Subscription.Id + context.Api.Id)')).toBe('subscription')
    expect(countBy('@(context.Request.IpAddress)')).toBeNull()
    expect(countBy('@(context.Request.Body.As<string>())')).toBeNull()
  })

  it('reads quotas of calls', () => {
    const { made, told } = policy('<quota calls="1000" renewal-period="2592000" />')
    expect(made.docs.limits).toMatchObject([
      { doc: { measure: 'requests', window: { kind: 'quota', period: 'month' }, amount: 1000 } },
    ])
    expect(told[0]).toMatchObject({ verdict: 'loss' })
    expect(policy('<quota bandwidth="1000" renewal-period="3600" />').told[0]).toMatchObject({ verdict: 'not' })
    expect(policy('<rate-limit calls="@(1 + 1)" renewal-period="60" />').told[0]).toMatchObject({ verdict: 'not' })
  })

  it('narrows to the product a condition names, and stays behind under any other', () => {
    const xml = (condition: string) =>
      `<choose><when condition="${condition}"><rate-limit calls="5" renewal-period="60" /></when></choose>`
    const api = { kind: 'api', api: 'azure-openai' } as const
    const { made } = policy(xml('@(context.Product.Id == "gold")'), {}, api)
    expect(made.docs.limits.map(({ doc }) => doc.scope)).toEqual([{ product: 'Gold' }])
    expect(policy(xml('@(context.Request.Method == "POST")'), {}, api).told[0]).toMatchObject({ verdict: 'not' })
  })

  it('turns the choice of a region into a pool that prefers it', () => {
    const xml = `<set-variable name="r" value="@(context.Request.Headers.GetValueOrDefault("X-User-Region", "x"))" />
      <choose><when condition="@((string)context.Variables["r"] == "westeurope")"><set-backend-service backend-id="openai-westeurope" /></when>
      <otherwise><set-backend-service backend-id="openai-pool" /></otherwise></choose>`
    const { made, told } = policy(xml, {}, { kind: 'api', api: 'azure-openai' })
    const byRegion = made.docs.pools.find(({ doc }) => doc.prefersUserRegion)
    expect(byRegion?.doc.members).toEqual([{ backend: 'openai-westeurope' }, { backend: 'openai-swedencentral' }])
    expect(made.docs.models[0]?.doc.pool).toBe(byRegion?.name)
    expect(told.map(({ title, verdict }) => [title, verdict])).toEqual([
      ['set-variable', 'maps'],
      ['set-backend-service', 'loss'],
      ['set-backend-service', 'loss'],
    ])
  })

  it('gives each deployment the pool a choice gives it', () => {
    const asked = (name: string) => `context.Request.MatchedParameters.GetValueOrDefault("deployment-id", "") == "${name}"`
    const xml = `<choose><when condition="@(${asked('gpt-4o')} || ${asked('o3')})"><set-backend-service backend-id="openai-westeurope" /></when>
      <otherwise><set-backend-service backend-id="openai-pool" /></otherwise></choose>`
    const policies: Estate['policies'] = [
      { scope: { kind: 'product', product: 'gold' }, xml: `<policies><inbound><base />${xml}</inbound></policies>` },
    ]
    const { docs, items } = plan(genaiEstate({ policies }), { models: [{ name: 'gpt-4o' }, { name: 'o3' }, { name: 'gpt-4.1' }] })
    expect(docs.models.map(({ name, doc }) => [name, doc.pool])).toEqual([
      ['gpt-4o', 'openai-westeurope'],
      ['o3', 'openai-westeurope'],
      ['gpt-4.1', 'openai-pool'],
    ])
    expect(items.filter(({ title }) => title === 'set-backend-service').map(({ verdict }) => verdict)).toEqual(['maps', 'maps'])
  })

  it('puts fragments in their place, and says where they stand', () => {
    const fragments = [
      { name: 'limits', description: null, xml: '<fragment>\n  <rate-limit calls="7" renewal-period="60" />\n</fragment>' },
    ]
    const { told } = policy('<include-fragment fragment-id="limits" /><include-fragment fragment-id="gone" />', { fragments })
    expect(told).toMatchObject([
      { title: '(unreadable)', reason: 'The fragment gone is not there.' },
      { title: 'rate-limit', place: { policy: 'fragment:limits', line: 2, column: 3 } },
    ])
  })

  it('tells where a policy cannot be read', () => {
    expect(policy('<base>').told[0]).toMatchObject({ verdict: 'not', place: { line: 1, column: 26 } })
  })

  it('keeps answers as long, by meaning where there is a model for it', () => {
    const xml = `<llm-semantic-cache-lookup score-threshold="0.15" embeddings-backend-id="e"><vary-by>@(context.Subscription.Id)</vary-by></llm-semantic-cache-lookup>
      <llm-semantic-cache-store duration="120" />`
    expect(policy(xml).gold.cache).toEqual({ mode: 'exact', isolateBy: 'subscription', ttlSeconds: 120 })
    const models = [{ name: 'gpt-4o' }, { name: 'text-embedding-3-small' }]
    const { docs } = plan(
      genaiEstate({ policies: [{ scope: { kind: 'global' }, xml: `<policies><inbound>${xml}</inbound></policies>` }] }),
      { models },
    )
    expect(docs.products[0]?.doc.cache).toMatchObject({ mode: 'semantic', semantic: { threshold: 0.85 } })
  })

  it('sets headers, origins and networks', () => {
    const { gold, made } = policy(`<set-header name="x-team" exists-action="override"><value>gold</value></set-header>
      <set-header name="x-debug" exists-action="delete" />
      <cors><allowed-origins><origin>https://app.example.com/</origin></allowed-origins></cors>
      <ip-filter action="allow"><address>10.0.0.1</address><address-range from="10.1.0.0" to="10.1.0.255" /></ip-filter>`)
    expect(gold.headerRules).toMatchObject({ request: { set: { 'x-team': 'gold' }, remove: ['x-debug'] } })
    expect(gold.corsOrigins).toEqual(['https://app.example.com'])
    expect(made.docs.subscriptions.find(({ doc }) => doc.product === 'Gold')?.doc.cidrs).toEqual(['10.0.0.1', '10.1.0.0/24'])
    expect(networksOf('10.0.0.1', '10.0.0.4')).toEqual(['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/32'])
  })

  it('lets through what every filter around a call lets through', () => {
    const filter = (inner: string) =>
      `<policies><inbound><base /><ip-filter action="allow">${inner}</ip-filter></inbound></policies>`
    const around = (outer: string, own: string) => {
      const made = plan(
        genaiEstate({
          policies: [
            { scope: { kind: 'global' }, xml: filter(outer) },
            { scope: { kind: 'product', product: 'gold' }, xml: filter(own) },
          ],
        }),
      )
      const gold = made.docs.subscriptions.find(({ doc }) => doc.product === 'Gold')?.doc
      const told = made.items.filter(({ title }) => title === 'ip-filter').map(({ verdict }) => verdict)
      return { state: gold?.state, cidrs: gold?.cidrs, told }
    }
    const [wide, narrow] = ['<address>10.0.0.0/8</address><address>192.168.1.0/24</address>', '<address>10.1.2.3</address>']
    expect(around(wide, narrow)).toEqual({ state: 'active', cidrs: ['10.1.2.3'], told: ['loss', 'loss'] })
    expect(around(narrow, wide)).toEqual({ state: 'active', cidrs: ['10.1.2.3'], told: ['loss', 'loss'] })
    for (const none of ['<address>172.16.0.1</address>', '<address>@(context.Variables["x"])</address>'])
      expect(around(wide, none)).toMatchObject({ state: 'suspended', told: expect.arrayContaining(['not']) })
    expect(around('<address>::1</address>', narrow)).toMatchObject({ state: 'suspended', told: ['not', 'not'] })
  })

  it('names everything of a policy of the field', async () => {
    const xml = await readFile(new URL('../policy-xml/apim-policy.fixture.xml', import.meta.url), 'utf8')
    const { items } = plan(
      genaiEstate({
        policies: [{ scope: { kind: 'api', api: 'azure-openai' }, xml }],
        products: [productOf('gold', 'Gold', ['azure-openai'])],
      }),
    )
    const told = items.filter(({ kind }) => kind === 'policy').map(({ title, verdict }) => `${title} ${verdict}`)
    expect(told).toEqual([
      'validate-jwt loss',
      'llm-token-limit maps',
      'azure-openai-semantic-cache-lookup loss',
      'set-variable maps',
      'set-backend-service not',
      'set-backend-service loss',
      'authentication-managed-identity maps',
      'set-header maps',
      'llm-emit-token-metric loss',
      'retry maps',
      'forward-request maps',
      'azure-openai-semantic-cache-store maps',
      'set-header maps',
      'return-response not',
    ])
  })
})

/** Brought over, published to an instance in which nothing is, and brought over again by another console: the same configuration. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { getAzureImport, startAzureImport } from '@/lib/azure/import/import-operations'
import { chooseAzurePlan } from '@/lib/azure/import/plan-operations'
import { runImport } from '@/lib/azure/import/run-import'
import { getAzurePublish, publishToAzure } from '@/lib/azure/publish/publish-operations'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { startAzureRead } from '@/lib/azure/read/read-operations'
import { runRead } from '@/lib/azure/read/run-read'
import { connect, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import { exportConfig } from '@/lib/control/config/config-operations'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { type ApimWorld, putEntity } from '@/simulator/azure/apim/world'

let azure: TestAzure
const controls: TestControl[] = []

beforeAll(async () => {
  azure = await startTestAzure()
})
afterAll(async () => {
  await azure.close()
  for (const control of controls) await control.close()
})

type Console = { control: TestControl; admin: Actor }

async function openConsole(): Promise<Console> {
  const control = await startTestControl()
  controls.push(control)
  return { control, admin: await makeActor(control, { platformRole: 'admin' }) }
}

async function bringOver({ control, admin }: Console, name: string) {
  const { ports } = control
  const instance = await connect(admin, azure, name)
  const read = await startAzureRead(admin, { id: instance.id })
  await runRead({ ports, by: 'tests' }, parsePublicId('azureRead', read.id) ?? '')
  const models = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'].map((one) => ({ name: one }))
  await chooseAzurePlan(admin, { id: instance.id, tenantsBy: 'one', models })
  const { id } = await startAzureImport(admin, { id: instance.id })
  await runImport({ ports }, parsePublicId('azureImport', id) ?? '')
  expect(await getAzureImport(admin, { id })).toMatchObject({ state: 'done', failures: [] })
}

async function publish({ control, admin }: Console, name: string): Promise<string> {
  const instance = await connect(admin, azure, name)
  const { preview } = await publishToAzure(admin, { id: instance.id })
  const { publish: begun } = await publishToAzure(admin, { id: instance.id, dryRun: false, digest: preview.digest })
  await runPublish({ ports: control.ports, by: 'tests' }, parsePublicId('azurePublish', begun?.id ?? '') ?? '')
  expect(await getAzurePublish(admin, { id: begun?.id ?? '' })).toMatchObject({ state: 'done', error: null })
  return instance.id
}

async function configuration({ control, admin }: Console) {
  const { yaml } = await exportConfig(admin, {})
  const subscriptions = await control.db.subscription.findMany({
    orderBy: { name: 'asc' },
    select: { name: true, state: true, product: { select: { name: true } }, tenant: { select: { name: true } } },
  })
  const bases = await control.db.basePath.findMany({
    orderBy: { path: 'asc' },
    select: { path: true, becomes: true, keyHeader: true, keyQuery: true },
  })
  return { yaml, subscriptions, bases }
}

const shapedIn = `<cors><allowed-origins><origin>https://app.contoso.example</origin></allowed-origins></cors>
  <llm-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="everywhere" embeddings-backend-auth="system-assigned" ignore-system-messages="true" max-message-count="6">
    <vary-by>@(context.Subscription.Id)</vary-by>
  </llm-semantic-cache-lookup>
  <set-header name="x-environment" exists-action="override"><value>production, &lt;one&gt; &amp; only</value></set-header>`
const shapedOut = `<llm-semantic-cache-store duration="600" />
  <set-header name="x-answered-by" exists-action="override"><value>Contoso</value></set-header>
  <set-header name="server" exists-action="delete" />`

function fill(world: ApimWorld): void {
  const policy = (inbound: string, outbound = '') => ({
    format: 'rawxml',
    value: `<policies><inbound><base />${inbound}</inbound><backend><base /></backend><outbound>${outbound}<base /></outbound></policies>`,
  })
  const breaker = {
    rules: [
      {
        name: 'busy',
        failureCondition: { count: 3, interval: 'PT1M', statusCodeRanges: [{ min: 429, max: 429 }] },
        tripDuration: 'PT1M',
        acceptRetryAfter: true,
      },
    ],
  }
  for (const region of ['swedencentral', 'westeurope'])
    putEntity(world, `backends/${region}`, {
      url: `https://${region}.openai.azure.com/openai`,
      protocol: 'http',
      type: 'Single',
      circuitBreaker: breaker,
    })
  const member = (region: string, priority: number) => ({ id: `${world.id}/backends/${region}`, priority, weight: 50 })
  putEntity(world, 'backends/everywhere', {
    type: 'Pool',
    pool: { services: [member('swedencentral', 1), member('westeurope', 2)] },
  })
  putEntity(world, 'apis/openai', {
    displayName: 'Azure OpenAI',
    path: 'aoai/contoso',
    protocols: ['https'],
    isCurrent: true,
    apiRevision: '1',
    subscriptionRequired: true,
    subscriptionKeyParameterNames: { header: 'api-key', query: 'subscription-key' },
  })
  putEntity(world, 'apis/openai/operations/chat', {
    displayName: 'Chat',
    method: 'POST',
    urlTemplate: '/deployments/{deployment-id}/chat/completions',
  })
  putEntity(world, 'apis/openai/policies/policy', policy('<set-backend-service backend-id="everywhere" />'))
  for (const [name, tokens] of [
    ['starter', 1_000],
    ['gold', 50_000],
  ] as const) {
    putEntity(world, `products/${name}`, {
      displayName: `The ${name}`,
      description: `For ${name}`,
      subscriptionRequired: true,
      approvalRequired: name === 'gold',
      state: 'published',
    })
    putEntity(world, `products/${name}/apis/openai`, {})
    putEntity(
      world,
      `products/${name}/policies/policy`,
      policy(
        `<authentication-managed-identity resource="https://cognitiveservices.azure.com" />
        <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="${tokens}" token-quota="${tokens * 100}" token-quota-period="Monthly" estimate-prompt-tokens="true"
          remaining-tokens-header-name="x-tokens-left" remaining-quota-tokens-header-name="x-quota-left" tokens-consumed-header-name="x-tokens-used" />
        <rate-limit-by-key calls="20" renewal-period="60" counter-key="@(context.User.Id)" remaining-calls-header-name="x-calls-left" />
        ${name === 'gold' ? shapedIn : ''}`,
        name === 'gold' ? shapedOut : '',
      ),
    )
    putEntity(world, `subscriptions/app-${name}`, {
      displayName: `App of ${name}`,
      scope: `${world.id}/products/${name}`,
      state: name === 'gold' ? 'suspended' : 'active',
      primaryKey: `primary-key-of-app-${name}`,
      secondaryKey: `secondary-key-of-app-${name}`,
    })
  }
}

it('is the same configuration after the way there and back', async () => {
  fill(azure.world('first'))
  azure.world('empty')
  const here = await openConsole()
  await bringOver(here, 'first')
  const before = await configuration(here)
  for (const part of [
    'The gold',
    'https://app.contoso.example',
    'ttlSeconds: 600',
    'threshold: 0.9',
    'production, <one> & only',
    'x-answered-by',
    'x-quota-left',
  ])
    expect(before.yaml).toContain(part)
  const id = await publish(here, 'empty')
  const written = azure.world('empty').counts.writes
  expect(written).toBeGreaterThan(10)
  const again = await publishToAzure(here.admin, { id })
  expect(again.preview.counts).toMatchObject({ create: 0, update: 0, delete: 0, conflict: 0 })
  const there = await openConsole()
  await bringOver(there, 'empty')
  expect(await configuration(there)).toEqual(before)
})

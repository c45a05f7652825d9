import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemActor } from '@/lib/access/actor'
import { importSubscription } from '@/lib/azure/import/import-subscription'
import { createAzureInstance } from '@/lib/azure/instances/instance-operations'
import { parsePublicId } from '@/lib/base/ids'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { createBasePath, deleteBasePath } from '@/lib/control/base-paths/base-path-operations'
import { revokeKey } from '@/lib/control/keys/key-commands'
import { listSubscriptionKeys } from '@/lib/control/keys/key-queries'
import { getSubscription } from '@/lib/control/subscriptions/subscription-queries'
import { answerWebRequest } from '@/lib/gateway/doors/web-door'

const OLD_KEY = '0123456789abcdef0123456789abcdef'
const admin = systemActor('tests')

let gateway: TestGateway
let estate: Estate
let subscriptionId: string

beforeAll(async () => {
  gateway = await startTestGateway()
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'bases')
  const ZEROS = '00000000-0000-0000-0000-000000000000'
  const instance = await createAzureInstance(admin, {
    name: 'old',
    subscriptionId: ZEROS,
    resourceGroup: 'rg',
    serviceName: 'old',
    credential: { kind: 'managed-identity' },
  })
  const open = await getSubscription(admin, { id: estate.open.subscriptionId })
  const made = await importSubscription(admin, {
    instanceId: parsePublicId('azureInstance', instance.id) ?? '',
    source: 'subscription:old',
    digest: '',
    tenantId: open.tenantId,
    productId: open.productId,
    name: 'old',
    state: 'active',
    cidrs: [],
    primary: OLD_KEY,
    secondary: null,
  })
  subscriptionId = made.id
})
afterAll(() => gateway?.close())

type Sent = { path: string; headers?: Record<string, string> }

const body = () => JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], max_tokens: 5 })
const headersOf = (headers: Record<string, string> = {}) => ({ 'content-type': 'application/json', ...headers })

const doors: Record<string, (sent: Sent) => Promise<Response>> = {
  node: ({ path, headers }) => fetch(gateway.url + path, { method: 'POST', headers: headersOf(headers), body: body() }),
  web: ({ path, headers }) => {
    const request = new Request(`http://gateway${path}`, { method: 'POST', headers: headersOf(headers), body: body() })
    return answerWebRequest(gateway.running.dataPlane.gateway, request, new URL(request.url).pathname, '127.0.0.1')
  },
}

describe.each(Object.keys(doors))('a client that was led here, through the %s door', (door) => {
  const send = (path: string, headers?: Record<string, string>) =>
    doors[door]?.({ path, headers }) ?? Promise.reject(new Error(door))
  const path = () => `/aoai/${door}/openai/deployments/${estate.models.mini}/chat/completions?api-version=2024-10-21`

  it('changes the host and nothing else', async () => {
    const known = path()
    // Before its path is known here, nobody has issued its key.
    const elsewhere = `/openai/deployments/${estate.models.mini}/chat/completions`
    expect((await send(elsewhere, { 'api-key': OLD_KEY })).status).toBe(401)
    const { id } = await createBasePath(admin, {
      path: `/aoai/${door}`,
      becomes: '/openai',
      keyHeader: 'X-Old-Key',
      keyQuery: 'old-key',
    })
    await expect.poll(async () => (await send(known, { 'x-old-key': OLD_KEY })).status, { timeout: 20_000 }).toBe(200)
    expect((await send(`${known}&old-key=${OLD_KEY}`)).status).toBe(200)
    expect((await send(known, { 'api-key': OLD_KEY })).status).toBe(200)
    expect((await send(known, { 'x-old-key': estate.open.key })).status).toBe(200)
    expect((await send(known)).status).toBe(401)
    expect((await send(known, { 'x-old-key': `${OLD_KEY}0` })).status).toBe(401)
    expect((await send(known.replace('/aoai', '/AOAI'), { 'x-old-key': OLD_KEY })).status).toBe(200)
    await deleteBasePath(admin, { id })
    await expect.poll(async () => (await send(known, { 'x-old-key': OLD_KEY })).status, { timeout: 20_000 }).toBe(401)
  })
})

it('forgets a key of another gateway when it is revoked, as any', async () => {
  await createBasePath(admin, { path: '/last', becomes: '/v1', keyHeader: 'x-old-key' })
  const call = () =>
    fetch(`${gateway.url}/last/chat/completions`, {
      method: 'POST',
      headers: headersOf({ 'x-old-key': OLD_KEY }),
      body: JSON.stringify({ model: estate.models.mini, messages: [{ role: 'user', content: 'hello' }], max_tokens: 5 }),
    })
  await expect.poll(async () => (await call()).status, { timeout: 20_000 }).toBe(200)
  const { items } = await listSubscriptionKeys(admin, { id: subscriptionId })
  expect(items).toMatchObject([{ slot: 'primary', prefix: '0123', last4: 'cdef' }])
  await revokeKey(admin, { id: items[0]?.id ?? '' })
  await expect.poll(async () => (await call()).status, { timeout: 20_000 }).toBe(401)
})

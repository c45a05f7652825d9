/** Alerts: a figure is watched, crosses its threshold, is told to a signed webhook, acknowledged, and kept. */
import { expect as expectSoon, test } from '@playwright/test'
import { Webhook } from 'standardwebhooks'
import { callApi, signIn } from '../demo'
import { callModel, makeOwnEstate, type OwnEstate } from '../own-estate'
import { type Receiver, startReceiver } from '../receiver'

// On a machine that is busy with much else, everything comes later, nothing comes otherwise.
test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

type Page1<T> = { items: T[] }
type Named = { id: string; name: string; version: number }

const tag = Date.now().toString(36)
const rule = `Own calls ${tag}`
const channel = `Own hook ${tag}`
let receiver: Receiver
let provider: Receiver
let estate: OwnEstate

test.beforeAll(async () => {
  receiver = await startReceiver()
  provider = await startReceiver('{"error":{"message":"no"}}')
  provider.state.status = 500
  estate = await makeOwnEstate('alerts', provider.url)
})
test.afterAll(async () => {
  for (const path of ['alert-rules', 'channels']) {
    const { items } = await callApi<Page1<Named>>('GET', `${path}?search=${tag}`)
    for (const { id, version } of items) await callApi('DELETE', `${path}/${id}`, undefined, { 'if-match': `"${version}"` })
  }
  await callApi('POST', `products/${estate.product.id}/retire`, {})
  await provider.close()
  await receiver.close()
})

test('an alert is raised, told to a webhook signed, acknowledged and kept', async ({ page }) => {
  test.setTimeout(400_000)
  await signIn(page, 'admin')
  await page.goto('/admin/alerts/channels')
  await page.getByRole('button', { name: 'Create channel' }).first().click()
  let form = page.getByRole('dialog')
  await form.getByLabel('Name').fill(channel)
  await form.getByLabel('Address').fill('https://169.254.169.254/latest')
  await form.getByRole('button', { name: 'Create channel' }).click()
  await expect(form.getByText(/Cloud metadata services are never allowed/).first()).toBeVisible()
  await form.getByLabel('Address').fill(`${receiver.url}/hook`)
  await form.getByRole('button', { name: 'Create channel' }).click()
  const once = page.getByRole('dialog', { name: `Signing secret of ${channel}` })
  const secret = await once.getByRole('textbox', { name: 'Signing secret' }).inputValue()
  expect(secret).toMatch(/^whsec_/)
  await once.getByRole('button', { name: 'I have stored it' }).click()

  await page.goto('/admin/alerts/rules')
  await page.getByRole('button', { name: 'Create rule' }).first().click()
  form = page.getByRole('dialog')
  await form.getByLabel('Name').fill(rule)
  await form.getByLabel('Figure').selectOption('calls')
  await form.getByLabel('Threshold').fill('0')
  const tenant = form.getByRole('combobox', { name: /^Tenant/ })
  await tenant.click()
  await tenant.fill(estate.tenant.name)
  await page.getByRole('option', { name: estate.tenant.name }).click()
  await form.getByRole('button', { name: 'Create rule' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await expect.poll(async () => (await callModel(estate)).status, { timeout: 90_000 }).toBeGreaterThanOrEqual(500)
  const said = () =>
    receiver.seen
      .map(({ headers, body }) => ({ headers, body: JSON.parse(body) as { type: string; data: { title: string; id: string } } }))
      .find(({ body }) => body.data.title === rule)
  // Rules are looked at every half minute.
  await expect.poll(said, { timeout: 180_000, intervals: [1_000] }).toBeTruthy()
  const { headers, body } = said() ?? { headers: {}, body: { type: '', data: { title: '', id: '' } } }
  const raw = receiver.seen.find((one) => one.headers['webhook-id'] === headers['webhook-id'])?.body ?? ''
  new Webhook(secret).verify(raw, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  })
  expect([body.type, body.data.id]).toEqual(['alert.firing', headers['webhook-id']])

  await page.goto(`/admin/alerts?search=${encodeURIComponent(rule)}`)
  const row = page.getByRole('row').filter({ hasText: rule })
  await expect(row.getByText(/1 calls? of|calls of/)).toBeVisible()
  await row.getByRole('button', { name: `Acknowledge ${rule}` }).click()
  await page.getByRole('dialog').getByLabel('Note').fill('mine')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await expect(row.getByText(/is on it: mine/)).toBeVisible()

  await page.goto(`/admin/alerts/history?search=${encodeURIComponent(rule)}`)
  const notice = page.getByRole('row').filter({ hasText: rule })
  await expect(notice.getByText(channel)).toBeVisible()
  await expect(notice.getByText('delivered').first()).toBeVisible()
})

test('a rule is silenced and told again, and a channel is tested', async ({ page }) => {
  const name = `Quiet ${tag}`
  await callApi('POST', 'alert-rules', { name, figure: 'calls', threshold: 1_000_000_000 })
  const made = await callApi<Named>('POST', 'channels', { name: `Second ${tag}`, kind: 'webhook', url: `${receiver.url}/two` })
  await signIn(page, 'admin')
  await page.goto(`/admin/alerts/rules?search=${encodeURIComponent(name)}`)
  await page.getByRole('button', { name: `Silence ${name}` }).click()
  await page.getByRole('dialog').getByLabel('Reason').fill('maintenance')
  await page.getByRole('dialog').getByRole('button', { name: 'Silence' }).click()
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row.getByText(/silenced until/)).toBeVisible()
  await page.getByRole('button', { name: `End the silence of ${name}` }).click()
  await expect(row.getByText(/silenced until/)).toHaveCount(0)

  await page.goto(`/admin/alerts/channels?search=${encodeURIComponent(made.name)}`)
  await page.getByRole('button', { name: `Test channel ${made.name}` }).click()
  await expect
    .poll(() => receiver.seen.some(({ body }) => body.includes(`A test from Tollgate to ${made.name}`)), { timeout: 90_000 })
    .toBe(true)
})

/** A limit from its form to its counters: every option set in the console, met by calls, its threshold shown, its counter reset. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Limits = { items: { id: string; name: string; version: number }[] }

/** The day before yesterday in Berlin: a week that began then ends in five days. */
const berlin = (atMs: number) => new Date(atMs).toLocaleDateString('en-GB', { weekday: 'long', timeZone: 'Europe/Berlin' })
const weekday = berlin(Date.now() - 2 * 86_400_000)
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const name = `Weekly ${Date.now().toString(36)}`

test.afterEach(async () => {
  const { items } = await callApi<Limits>('GET', `limits?search=${encodeURIComponent(name)}`)
  for (const { id, version } of items) await callApi('DELETE', `limits/${id}`, undefined, { 'if-match': `"${version}"` })
})

test('a week of calls is set, used up, shown and reset', async ({ page }) => {
  const { url, keys } = readDemo()
  const { key = '', product = '' } = keys[0] ?? {}
  const call = async () => {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
    return answer.status
  }

  await signIn(page, 'admin')
  await page.goto('/admin/limits')
  await page.getByRole('button', { name: 'Create limit' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name').fill(name)
  await form.getByLabel('Measure').selectOption('requests')
  await form.getByLabel('Window').selectOption('quota')
  await form.getByLabel('Period').selectOption('week')
  await form.getByLabel('Amount').fill('2')
  await choose(form, 'Product', product)
  await form.getByText('More', { exact: true }).click()
  await form.getByLabel('Thresholds').fill('50, 100')
  await form.getByLabel('Time zone').fill('Europe/Berlin')
  await form.getByLabel('Week begins on').selectOption({ label: weekday })
  await form.getByLabel('Refused with').selectOption('429')
  await form.getByRole('button', { name: 'Create limit' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  const { items } = await callApi<Limits>('GET', `limits?search=${encodeURIComponent(name)}`)
  const made = await callApi<object>('GET', `limits/${items[0]?.id}`)
  expect(made).toMatchObject({
    thresholds: [50, 100],
    timeZone: 'Europe/Berlin',
    weekStart: days.indexOf(weekday) + 1,
    quotaStatus: 429,
  })

  await expect.poll(call, { timeout: 30_000 }).toBe(429)
  await page.goto(`/admin/limits?search=${encodeURIComponent(name)}`)
  await page.getByRole('button', { name: `Usage of limit ${name}` }).click()
  const usage = page.getByRole('dialog', { name: `Usage of ${name}` })
  await expect(usage.getByText('100% used')).toBeVisible()
  await expect(usage.getByText(/Reached 50%.*, 100%/)).toBeVisible()
  await usage.getByRole('button', { name: /^Reset the counter of/ }).click()
  await page
    .getByRole('dialog', { name: `Reset ${name}?` })
    .getByRole('button', { name: 'Reset' })
    .click()
  await expect(usage.getByText('0% used')).toBeVisible()
  // In force within a second.
  await expect.poll(call, { timeout: 20_000 }).toBe(200)

  const audit = await callApi<{ items: { action: string }[] }>('GET', `audit?entityId=${items[0]?.id}`)
  expect(audit.items.map(({ action }) => action)).toContain('limits.reset')
})

test('a subscription key alone is told its limits and what its month has cost, by either address', async () => {
  const { url, keys } = readDemo()
  const headers = { authorization: `Bearer ${keys[0]?.key}` }
  // In the first minutes of a month it has cost what this call costs, once that is booked.
  const body = JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] })
  await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body })
  await expect(async () => {
    const usageAt = (path: string) => fetch(`${url}${path}`, { headers })
    const [gateway, api] = await Promise.all([usageAt('/v1/usage'), usageAt('/api/v1/me/usage')])
    expect([gateway.status, api.status]).toEqual([200, 200])
    const [one, other] = [await gateway.json(), await api.json()]
    expect(other).toMatchObject({ object: 'usage', subscription: one.subscription, cost: one.cost })
    expect(Number(one.cost.amounts[0]?.amount)).toBeGreaterThan(0)
    expect(one.limits[0]).toHaveProperty('remaining')
  }).toPass({ timeout: 60_000 })
})

/** A tenant's page: its days move to another zone on a date, and whoever was invited can be sent another link, or none. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; timeZone: string; timeZones: { timeZone: string }[] }

const tag = Date.now().toString(36)

test('a time zone is announced for a date, and taken back', async ({ page }) => {
  const name = `Zones ${tag}`
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'Europe/Berlin', currency: 'EUR' })
  const zones = async () => (await callApi<Made>('GET', `tenants/${tenant.id}`)).timeZones.map((zone) => zone.timeZone)
  await signIn(page, 'admin')
  await page.goto(`/admin/tenants/${tenant.id}`)
  const change = page.getByRole('button', { name: `Change the time zone of ${name}` })
  const dialog = page.getByRole('dialog')
  await change.click()
  await dialog.getByLabel('Time zone', { exact: true }).fill('Asia/Tokyo')
  await dialog.getByLabel('From').fill('2099-01-01T00:00')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Asia/Tokyo')).toBeVisible()
  expect(await zones()).toEqual(['Europe/Berlin', 'Asia/Tokyo'])
  await change.click()
  await expect(dialog.getByText('Asia/Tokyo')).toBeVisible()
  await dialog.getByLabel('Time zone', { exact: true }).fill('Europe/Berlin')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect.poll(zones).toEqual(['Europe/Berlin'])
})

test('an invitation waits on the page, is made anew, and is withdrawn', async ({ page }) => {
  const name = `Invited ${tag}`
  const email = `invited-${tag}@example.com`
  const tenant = await callApi<Made>('POST', 'tenants', { name, costCentre: 'CC', timeZone: 'UTC', currency: 'EUR' })
  await callApi('POST', `tenants/${tenant.id}/members`, { email, role: 'viewer' })
  await signIn(page, 'admin')
  await page.goto(`/admin/tenants/${tenant.id}`)
  await page.getByRole('button', { name: `New link for ${email}` }).click()
  await expect(page.getByRole('dialog').getByLabel('Link', { exact: true })).toHaveValue(/\/invite\/tgl_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('button', { name: `Withdraw the invitation of ${email}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw invitation' }).click()
  await expect(page.getByText('Nobody is on the way')).toBeVisible()
})

test('who is signed in is listed, and what each role may do', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/users')
  await page.getByRole('navigation', { name: 'Users' }).getByRole('link', { name: 'Sessions' }).click()
  await expect(page.getByRole('table', { name: 'Sessions' }).getByText('this one')).toBeVisible()
  await page.getByRole('navigation', { name: 'Users' }).getByRole('link', { name: 'Roles' }).click()
  const row = page.getByRole('row').filter({ hasText: 'subscriptions.decide' })
  await expect(row.getByText('yes')).toHaveCount(1)
})

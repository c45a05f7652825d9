/** Forms: errors at their fields, nothing typed is lost, and two people who edit the same thing hear of each other. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Tenant = { id: string; name: string; costCentre: string; version: number }

test('what is wrong is said at its field, and what was typed stays', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/tenants')
  await page.getByRole('button', { name: 'Create tenant' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Time zone').fill('Mars/Base')
  await dialog.getByRole('button', { name: 'Create tenant' }).click()
  await expect(dialog.getByText('Name must not be empty')).toBeVisible()
  await expect(dialog.getByText('must be a time zone such as Europe/Berlin')).toBeVisible()
  await expect(dialog.getByLabel('Time zone')).toHaveValue('Mars/Base')
  await expect(dialog.getByLabel('Name')).toBeFocused()
})

test('a stale edit shows both values, and either can stand', async ({ page }) => {
  const name = `Stale ${Date.now().toString(36)}`
  const made = await callApi<Tenant>('POST', 'tenants', { name, costCentre: 'CC-1', timeZone: 'UTC', currency: 'USD' })
  await signIn(page, 'admin')
  await page.goto(`/admin/tenants/${made.id}`)
  await page.getByRole('button', { name: `Edit tenant ${name}` }).click()
  await callApi('PATCH', `tenants/${made.id}`, { costCentre: 'CC-THEIRS' }, { 'if-match': `"${made.version}"` })
  await page.getByLabel('Cost centre').fill('CC-MINE')
  await page.getByRole('button', { name: 'Save' }).click()
  const stale = page.getByRole('dialog', { name: 'Somebody else changed this meanwhile' })
  await expect(stale.getByRole('cell', { name: 'CC-THEIRS' })).toBeVisible()
  await expect(stale.getByRole('cell', { name: 'CC-MINE' })).toBeVisible()
  await stale.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('cost centre CC-MINE')).toBeVisible()
})

test('two changes to different fields both stand', async ({ page }) => {
  const name = `Both ${Date.now().toString(36)}`
  const made = await callApi<Tenant>('POST', 'tenants', { name, costCentre: 'CC-1', timeZone: 'UTC', currency: 'USD' })
  await signIn(page, 'admin')
  await page.goto(`/admin/tenants/${made.id}`)
  await page.getByRole('button', { name: `Edit tenant ${name}` }).click()
  await callApi('PATCH', `tenants/${made.id}`, { costCentre: 'CC-THEIRS' }, { 'if-match': `"${made.version}"` })
  await page.getByLabel('Name').fill(`${name} renamed`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `${name} renamed` })).toBeVisible()
  expect((await callApi<Tenant>('GET', `tenants/${made.id}`)).costCentre).toBe('CC-THEIRS')
})

test('a limit says in plain words what it will do before it is saved', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/limits')
  await page.getByRole('button', { name: 'Create limit' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Measure').selectOption('cost')
  await dialog.getByLabel('Amount').fill('250')
  await dialog.getByLabel('Window').selectOption('quota')
  await choose(dialog, 'Tenant', 'Research')
  await dialog.getByLabel('Counted for').selectOption('tenant')
  await expect(dialog.getByRole('status')).toHaveText(
    'Of tenant Research, each tenant may use $250.00 per calendar month. Beyond that the call is refused with 403 until the month is over.',
  )
})

const chunks = '**/_next/static/chunks/**'

test('a form that cannot be fetched says so, and comes once it can', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/tenants')
  await page.waitForLoadState('networkidle')
  await page.route(chunks, (route) => route.abort())
  await page.getByRole('button', { name: 'Create tenant' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create tenant' })
  await expect(dialog.getByRole('alert')).toContainText('The server could not be reached.')
  await page.unroute(chunks)
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await dialog.getByLabel('Name').fill('Fetched')
})

test('a form whose checks cannot be fetched says so, keeps what was typed, and goes on once they can', async ({ page }) => {
  const name = `Unfetched ${Date.now().toString(36)}`
  await signIn(page, 'admin')
  await page.goto('/admin/tenants')
  // What checks is known by the words it has for what is wrong.
  await page.route(chunks, async (route) => {
    const response = await route.fetch()
    return (await response.text()).includes('invalid_type') ? route.abort() : route.fulfill({ response })
  })
  await page.getByRole('button', { name: 'Create tenant' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Create tenant' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The server could not be reached.')
  await page.unroute(chunks)
  await dialog.getByRole('button', { name: 'Create tenant' }).click()
  await expect(dialog.getByText('Cost centre must not be empty')).toBeVisible()
  await expect(dialog.getByRole('alert')).toHaveCount(0)
  await expect(dialog.getByLabel('Name')).toHaveValue(name)
})

test('a save without a network says so and keeps what was typed', async ({ page, context }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/limits')
  await page
    .getByRole('button', { name: /^Edit limit/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Amount').fill('123456')
  await context.setOffline(true)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('The server could not be reached.')).toBeVisible()
  await expect(dialog.getByLabel('Amount')).toHaveValue('123456')
  await context.setOffline(false)
})

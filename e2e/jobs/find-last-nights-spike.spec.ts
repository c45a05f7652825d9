/** An operator's job: there was a spike last night; find who made it, and with what (docs/jobs/find-last-nights-spike.md). */
import { expect as expectSoon, test } from '@playwright/test'
import { signIn } from '../demo'

// On a machine that is busy with much else, everything comes later, nothing comes otherwise.
test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

test('from the overview to the hour, to the tenant, to the calls', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin?range=7d')
  await page.getByRole('navigation', { name: 'Time' }).getByRole('link', { name: '24 hours' }).click()
  await expect(page).toHaveURL(/range=24h/)
  const chart = page.getByRole('figure', { name: /Calls by hour/ })
  await chart.getByRole('button', { name: 'Show as table' }).click()

  // The hour with the most calls, as the table of the chart has it.
  const hours = chart.getByRole('row').filter({ has: page.getByRole('link') })
  const counts = await hours.evaluateAll((rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('td')].reduce((sum, cell) => sum + Number(cell.textContent?.replaceAll(',', '')), 0),
    ),
  )
  const most = counts.indexOf(Math.max(...counts))
  await hours.nth(most).getByRole('link').click()

  await expect(page).toHaveURL(/\/admin\/calls\?from=.*&to=/)
  await expect(page.getByText(/in the hours asked for/)).toBeVisible()
  const tenants = page.getByRole('region', { name: 'Tenants that used most then' })
  const [first] = await tenants.getByRole('link').allTextContents()
  await tenants.getByRole('link').first().click()
  await expect(page).toHaveURL(/tenantId=/)
  const { from = '', to = '' } = Object.fromEntries(new URL(page.url()).searchParams)
  const rows = page.getByRole('row').filter({ has: page.locator('time') })
  await expect(rows.first()).toContainText(first ?? 'nobody')
  for (const row of await rows.all()) {
    const at = await row.locator('time').first().getAttribute('datetime')
    expect(String(at) >= from && String(at) < to, `${at} in that hour`).toBe(true)
  }
})

test('every figure says how it stood before, and what is wrong comes first', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin')
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await expect(page.getByText(/(Nothing is wrong|alerts? (is|are) open).*process/)).toBeVisible()
  for (const label of ['Calls', 'Tokens', 'Cost', 'Refused', 'Failed', 'Time, p50 and p99'])
    await expect(page.getByRole('term').filter({ hasText: new RegExp(`^${label}$`) })).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Time of answered calls by day' })).toBeVisible()
})

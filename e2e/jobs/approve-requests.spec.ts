/** An operator's job: five requests wait; four are approved at once, one is rejected with a reason (docs/jobs/approve-requests.md). */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn, signInAs } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; state: string; reason: string | null; decidedBy: { name: string } | null }

const tag = Date.now().toString(36)
const password = 'ask for a product'

test('requests are decided from one page; nobody decides about their own', async ({ page, browser }) => {
  const tenant = await callApi<Made>('POST', 'tenants', {
    name: `Asking ${tag}`,
    costCentre: 'CC',
    timeZone: 'UTC',
    currency: 'USD',
  })
  const product = await callApi<Made>('POST', 'products', { name: `Waiting ${tag}`, models: ['gpt-4o-mini'] })
  await callApi('POST', `products/${product.id}/publish`, {})
  const memberships = [{ tenantId: tenant.id, role: 'developer' }]
  await callApi('POST', 'users', { email: `asking-${tag}@example.com`, name: `Asking ${tag}`, memberships, password })
  const asking = await browser.newContext()
  const developer = await asking.newPage()
  await signInAs(developer, `asking-${tag}@example.com`, password)
  const ids: string[] = []
  for (const number of [1, 2, 3, 4, 5]) {
    const input = { tenantId: tenant.id, productId: product.id, name: `request ${number} ${tag}`, purpose: `case ${number}` }
    // As their browser would: a cookie, from our own page.
    const made = await developer.evaluate(async (body) => {
      const response = await fetch('/api/v1/subscriptions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return response.json()
    }, input)
    expect(made.state).toBe('submitted')
    ids.push(made.id)
  }
  await asking.close()
  const own = await callApi<Made>('POST', 'subscriptions', { tenantId: tenant.id, productId: product.id, name: `own ${tag}` })

  await signIn(page, 'admin')
  await page.goto(`/admin/approvals?search=${tag}`)
  const table = page.getByRole('table', { name: 'Requests' })
  await expect(table.getByRole('row')).toHaveCount(7)
  await expect(table.getByRole('row').filter({ hasText: `own ${tag}` })).toContainText('Yours: another admin decides')
  await expect(page.getByLabel(`Select own ${tag}`)).toHaveCount(0)
  await page.getByLabel('Select all requests').check()
  await expect(page.getByText('5 selected')).toBeVisible()
  await page.getByLabel(`Select request 5 ${tag}`).uncheck()
  await page.getByRole('button', { name: 'Approve 4' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Approve 4 requests' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(table.getByRole('row')).toHaveCount(3)

  await page.getByRole('button', { name: `Reject request 5 ${tag}` }).click()
  const reject = page.getByRole('dialog')
  await reject.getByRole('button', { name: 'Reject' }).click()
  await expect(reject.getByText(/^Reason /)).toBeVisible()
  await reject.getByLabel('Reason').fill('Take the standard product.')
  await reject.getByRole('button', { name: 'Reject' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(table.getByRole('row')).toHaveCount(2)
  const states = await Promise.all(ids.map((id) => callApi<Made>('GET', `subscriptions/${id}`)))
  expect(states.map(({ state }) => state)).toEqual(['active', 'active', 'active', 'active', 'rejected'])
  expect(states.at(-1)?.reason).toBe('Take the standard product.')
  await expect(callApi('POST', `subscriptions/${own.id}/approve`, {})).rejects.toThrow('access.self_approval')
})

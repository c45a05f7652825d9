/** An operator's job: somebody's edit did harm; take it back (docs/jobs/undo-a-bad-edit.md). */
import { expect as expectSoon, test } from '@playwright/test'
import { callApi, signIn } from '../demo'

// On a machine that is busy with much else, everything comes later, nothing comes otherwise.
test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

type Limit = { id: string; name: string; amount: number; version: number }

const name = `Undo ${Date.now().toString(36)}`
let limit: Limit

test.beforeAll(async () => {
  // Of no model anybody calls through this limit: nobody else is held up by it.
  const tenant = await callApi<{ id: string }>('POST', 'tenants', {
    name: `Tenant ${name}`,
    costCentre: 'CC-1',
    timeZone: 'UTC',
    currency: 'EUR',
  })
  const window = { kind: 'rate', seconds: 60 }
  limit = await callApi<Limit>('POST', 'limits', {
    name,
    scope: { tenantId: tenant.id },
    measure: 'requests',
    window,
    amount: 600,
  })
})
test.afterAll(async () => {
  const { version } = await callApi<Limit>('GET', `limits/${limit.id}`)
  await callApi('DELETE', `limits/${limit.id}`, undefined, { 'if-match': `"${version}"` })
})

test('a bad edit is found in the audit trail and undone, and the trail says so', async ({ page }) => {
  await callApi('PATCH', `limits/${limit.id}`, { amount: 6 }, { 'if-match': '"1"' })

  await signIn(page, 'admin')
  await page.goto(`/admin/audit?entityId=${limit.id}`)
  const edit = page.getByRole('row').filter({ hasText: 'limits.update' })
  await expect(edit.getByText('amount 600 → 6')).toBeVisible()
  await edit.getByRole('button', { name: /^Show change/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo this change' }).click()

  const confirm = page.getByRole('dialog', { name: /^Undo limits.update/ })
  const change = confirm.getByRole('row').filter({ hasText: 'amount' })
  await expect(change.locator('del').first()).toHaveText('6')
  await expect(change.locator('ins').first()).toHaveText('600')
  await confirm.getByRole('button', { name: 'Undo this change' }).click()
  await expect(page.getByText(/The limit is as it was/)).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'limits.update' })).toHaveCount(2)
  expect(await callApi<Limit>('GET', `limits/${limit.id}`)).toMatchObject({ amount: 600, version: 3 })
})

test('the trail is whole, and its head is shown', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/audit')
  await page.getByRole('button', { name: 'Verify the trail' }).click()
  await expect(page.getByText(/entries are as they were written/)).toBeVisible({ timeout: 90_000 })
  await expect(page.getByRole('region', { name: 'The head of the chain' }).locator('code').first()).toHaveText(/^[0-9a-f]{64}$/)
})

/** An operator's job: a new team gets a product of its own (docs/jobs/make-a-tenant-and-product.md). */
import { expect as atOnce, type Page, test } from '@playwright/test'
import { callApi, choose, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const name = `Job ${Date.now().toString(36)}`

async function makeTenant(page: Page): Promise<void> {
  await page.goto('/admin')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox', { name: 'Search pages and things' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type('create tenant')
  await page.getByRole('option', { name: /Create tenant/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Create tenant' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Cost centre').fill('CC-7700')
  await choose(dialog, 'Parent', 'Retail Banking')
  await dialog.getByLabel('Time zone').fill('Europe/Stockholm')
  await dialog.getByLabel('Currency').selectOption('EUR')
  await dialog.getByLabel('Regions').fill('swedencentral, francecentral')
  await dialog.getByRole('button', { name: 'Create tenant' }).click()
  await expect(dialog).toBeHidden()
}

test('a team gets a place in the tree, people, and a product it can call', async ({ page }) => {
  await signIn(page, 'admin')
  await makeTenant(page)
  await page.goto('/admin/tenants?view=tree')
  await page.getByRole('button', { name: 'Open Retail Banking' }).click()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  // What holds it is there from the start: its parent's limit.
  await expect(page.getByRole('table', { name: 'Limits that apply' })).toContainText('tenant Retail Banking')

  // Somebody without an account is invited by a link, and waits among the invitations.
  await page.getByRole('button', { name: 'Add member' }).click()
  await page
    .getByRole('dialog')
    .getByLabel('E-mail')
    .fill(`${name.replaceAll(' ', '.').toLowerCase()}@example.com`)
  await page.getByRole('dialog').getByLabel('Role').selectOption('owner')
  await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click()
  await expect(page.getByRole('dialog', { name: 'Send this invitation' })).toBeVisible()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /stored|sent|Close/ })
    .last()
    .click()
  await expect(page.getByRole('table', { name: 'Invitations' })).toContainText('open')

  await page.goto('/admin/products')
  await page.getByRole('button', { name: 'Create product' }).click()
  const form = page.getByRole('dialog', { name: 'Create product' })
  await form.getByLabel('Name', { exact: true }).fill(name)
  await form.getByLabel('gpt-4o-mini', { exact: true }).check()
  await form.getByLabel('Requires approval').uncheck()
  await form.getByLabel('Forced values').fill('{"max_tokens": 7}')
  await form.getByLabel('Pages that may call').fill('https://app.example.com')
  await form.getByLabel('Terms', { exact: true }).fill('No personal data.')
  await form.getByRole('button', { name: 'Create product' }).click()
  await expect(form).toBeHidden()
  await page.goto(`/admin/products?search=${encodeURIComponent(name)}`)
  await page.getByRole('link', { name }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Publish product' }).click()
  // The dialog closes once it is done; to go on before would break it off.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText('published', { exact: true })).toBeVisible()

  // The terms are accepted by whoever subscribes, and what is forced is in force.
  await page.goto(`/portal/catalog?search=${encodeURIComponent(name)}`)
  await page.getByRole('button', { name: `Subscribe to ${name}` }).click()
  const subscribe = page.getByRole('dialog')
  await choose(subscribe, 'Tenant', name)
  await subscribe.getByRole('button', { name: 'Subscribe', exact: true }).click()
  await expect(subscribe.getByText('Accept the terms to subscribe.')).toBeVisible()
  await subscribe.getByLabel(/I accept these terms/).check()
  await subscribe.getByRole('button', { name: 'Subscribe', exact: true }).click()
  await expect(page).toHaveURL(/\/portal\/subscriptions\/sub_/)
  const id = page.url().split('/').at(-1)
  const { key } = await callApi<{ key: string }>('POST', `subscriptions/${id}/keys`, { slot: 'primary' })
  const answer = async () => {
    const response = await fetch(`${readDemo().url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', origin: 'https://app.example.com' },
      body: JSON.stringify({ model: 'gpt-4o-mini', max_tokens: 500, messages: [{ role: 'user', content: '[tokens=40] go' }] }),
    })
    const body = (await response.json()) as { usage?: { completion_tokens: number } }
    return [response.status, response.headers.get('access-control-allow-origin'), (body.usage?.completion_tokens ?? 99) <= 7]
  }
  await expect.poll(answer, { timeout: 20_000 }).toEqual([200, 'https://app.example.com', true])
})

/** Who is in a team, whose keys those are, and what happens when somebody leaves; and nothing of another team on any page. */
import AxeBuilder from '@axe-core/playwright'
import { expect as expectSoon, type Page, test } from '@playwright/test'
import { callApi, signInAs } from '../demo'
import { joinTenant, makeDeveloper, makeKey, makeProduct } from './portal-estate'

test.describe.configure({ timeout: 300_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

test('whoever leaves is out with their next click, and their key goes on until somebody ends it', async ({ page, browser }) => {
  const product = await makeProduct('Team')
  const owner = await makeDeveloper('Team', 'owner')
  const colleague = await joinTenant(owner.tenantId, 'developer')
  const context = await browser.newContext()
  const theirs = await context.newPage()
  await signInAs(theirs, colleague.email, colleague.password)
  await theirs.goto(`/portal/catalog?search=${encodeURIComponent(product.name)}`)
  await theirs.getByRole('button', { name: `Subscribe to ${product.name}` }).click()
  await theirs.getByRole('dialog').getByRole('button', { name: 'Subscribe' }).click()
  await theirs.getByRole('button', { name: 'Get my key' }).click()
  const field = theirs.getByRole('textbox', { name: 'Your key' })
  await expect(field).toHaveValue(/^tg_/)
  const key = await field.inputValue()

  await signInAs(page, owner.email, owner.password)
  await page.goto('/portal/team')
  const keys = page.getByRole('table', { name: 'Keys' })
  await expect(keys.getByRole('row').filter({ hasText: key.slice(-4) })).toContainText('Person')
  const name = `Person ${colleague.email.split('@')[0]}`
  await page.getByRole('button', { name: `Remove ${name}` }).click()
  await expect(page.getByRole('dialog')).toContainText('1 key they issued goes on working')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove member' }).click()
  await expect(page.getByRole('table', { name: 'Members' }).getByText(name)).toHaveCount(0)
  await expect(keys.getByRole('row').filter({ hasText: key.slice(-4) })).toContainText('somebody who is no member now')

  await page.getByRole('button', { name: 'Add service account' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('nightly report')
  await page.getByRole('dialog').getByRole('button', { name: 'Add service account' }).click()
  await page.getByRole('button', { name: 'Make a token for nightly report' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('cron')
  await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click()
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Token' })).toHaveValue(/^tgm_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()

  await theirs.goto('/portal/keys')
  await expect(theirs.getByRole('heading', { level: 1 })).toHaveText('There is nothing here')
  await context.close()
})

test('no page shows anything of another tenant, whatever stands in its address', async ({ page }) => {
  const product = await makeProduct('Apart')
  const [mine, other] = [await makeDeveloper('Mine', 'owner'), await makeDeveloper('Unseen', 'owner')]
  await makeKey(mine, product)
  const { subscriptionId, keyId, key } = await makeKey(other, product)
  const { items } = await callApi<{ items: { id: string }[] }>('GET', `calls?limit=1&outcome=answered`)
  await signInAs(page, mine.email, mine.password)
  const hidden = [other.tenantName, other.email, key.slice(-4), other.tenantId]
  const missing = [
    `/portal/subscriptions/${subscriptionId}`,
    `/portal/keys/${keyId}`,
    `/portal/tenants/${other.tenantId}`,
    `/portal/calls/${items[0]?.id}`,
  ]
  for (const url of missing) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 }), url).toHaveText('There is nothing here')
  }
  // What is asked for by its id and is not one's own is passed over, as if it were not there.
  const ignored = ['quickstart', 'playground', 'reference'].map((name) => `/portal/${name}?subscription=${subscriptionId}`)
  const narrowed = [
    `/portal/team?tenant=${other.tenantId}`,
    `/portal/calls?subscriptionId=${subscriptionId}`,
    `/portal/calls?search=${key.slice(-4)}`,
    `/portal/keys?search=${key.slice(-4)}`,
    `/portal/usage?tenantId=${other.tenantId}`,
  ]
  for (const url of [...ignored, ...narrowed]) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 }), url).toBeVisible()
    const text = (await page.getByRole('main').textContent()) ?? ''
    for (const word of hidden) if (!url.includes(word)) expect(text, `${url} shows ${word}`).not.toContain(word)
  }
  const minted = await page.request.post(`/api/v1/subscriptions/${subscriptionId}/playground-key`, {
    headers: { origin: new URL(page.url()).origin },
    data: {},
  })
  expect(minted.status()).toBe(404)
})

test('the pages of one thing pass the accessibility rules in both themes', async ({ page }) => {
  const product = await makeProduct('Accessible', { terms: 'Be kind.', models: ['gpt-4o-mini', 'gpt-4o'] })
  const owner = await makeDeveloper('Accessible', 'owner')
  const { subscriptionId, keyId } = await makeKey(owner, await makeProduct('Accessible'))
  await callApi('POST', `keys/${keyId}/rotate`, {})
  await signInAs(page, owner.email, owner.password)
  const urls = [
    `/portal/subscriptions/${subscriptionId}`,
    `/portal/keys/${keyId}`,
    `/portal/tenants/${owner.tenantId}`,
    `/portal/catalog?search=${encodeURIComponent(product.name)}`,
    '/portal/reference?api=management&part=keys',
    '/errors',
    '/errors/rate_limit_exceeded',
  ]
  for (const url of urls) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 }), url).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectAccessible(page, url)
  }
  await page.goto('/portal/playground')
  await page.getByLabel('Message').fill('say look at me')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('article').last()).toContainText('look at me')
  await page.getByRole('button', { name: 'See it as code' }).click()
  await expectAccessible(page, 'a conversation')
})

async function expectAccessible(page: Page, where: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`),
      `${where}, ${colorScheme}`,
    ).toEqual([])
  }
}

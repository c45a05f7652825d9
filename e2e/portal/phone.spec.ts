/** On a phone and a slow line every act of the portal works, and nothing scrolls sideways. */
import { expect as expectSoon, type Page, test } from '@playwright/test'
import { signInAs } from '../demo'
import { listPages } from '../pages'
import { makeDeveloper, makeKey, makeProduct } from './portal-estate'

test.describe.configure({ timeout: 300_000 })
const expect = expectSoon.configure({ timeout: 90_000 })

/** A slow mobile line, and a processor four times slower than this one. */
async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: (1.6 * 1024 * 1024) / 8,
    uploadThroughput: (750 * 1024) / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test('on a phone and a slow line: subscribe, get a key, ask the playground, rotate the key, revoke it', async ({ browser }) => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const product = await makeProduct('Phone')
  const developer = await makeDeveloper('Phone')
  await slowDown(page)
  await signInAs(page, developer.email, developer.password)

  await page.getByRole('link', { name: 'Open the catalog' }).tap()
  await page.getByLabel('Search products and models').fill(product.name)
  await page.getByRole('button', { name: `Subscribe to ${product.name}` }).tap()
  await page.getByRole('dialog').getByLabel('Expected use').fill('a call a day')
  await page.getByRole('dialog').getByRole('button', { name: 'Subscribe' }).tap()
  await page.getByRole('button', { name: 'Get my key' }).tap()
  await expect(page.getByRole('textbox', { name: 'Your key' })).toHaveValue(/^tg_/)
  await page.getByRole('button', { name: 'Copy your key' }).tap()
  await expect(page.getByText('Copied').first()).toBeVisible()
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)

  await page.goto('/portal/playground')
  await page.getByLabel('Message').fill('say hello from the train')
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(page.getByRole('article').last()).toContainText('hello from the train')
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)

  await page.goto('/portal/keys')
  await page.getByRole('button', { name: /^Rotate primary key/ }).tap()
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate key' }).tap()
  await page.getByRole('button', { name: 'I have stored it' }).tap()
  await expect(page.getByRole('region', { name: 'The new key' })).toBeVisible()
  expect(await overflowOf(page)).toBeLessThanOrEqual(0)
  await page
    .getByRole('button', { name: /^Revoke primary key/ })
    .first()
    .tap()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).tap()
  await expect(page.getByText('revoked', { exact: true }).first()).toBeVisible()
  await context.close()
})

test('no page of the portal scrolls sideways on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const developer = await makeDeveloper('Narrow', 'owner')
  const { subscriptionId, keyId } = await makeKey(developer, await makeProduct('Narrow'))
  await signInAs(page, developer.email, developer.password)
  const own = [`/portal/subscriptions/${subscriptionId}`, `/portal/keys/${keyId}`, `/portal/tenants/${developer.tenantId}`]
  for (const url of [...listPages('portal'), ...own, '/errors', '/errors/quota_exceeded']) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 }), url).toBeVisible()
    expect(await overflowOf(page), `${url} scrolls sideways`).toBeLessThanOrEqual(0)
  }
})

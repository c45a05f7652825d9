/** The keyboard: the palette goes anywhere and does what is done often; single keys go to pages, and can be turned off. */
import { expect as atOnce, type Page, test } from '@playwright/test'
import { signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const field = (page: Page) => page.getByRole('combobox', { name: 'Search pages and things' })

/** Keys are heard once the page is alive, so they are pressed until they are. */
async function press(page: Page, key: string, isDone: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key)
    await isDone()
  }).toPass()
}

test('a page, an act and a thing are each a few letters away', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin')
  const open = () => press(page, 'Control+k', () => expect(field(page)).toBeVisible({ timeout: 1_000 }))
  await open()
  await page.keyboard.type('approvals')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/admin\/approvals$/)
  await open()
  await page.keyboard.type('create prod')
  await expect(page.getByRole('option', { name: /Create product/ })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Create product' })).toBeVisible()
  await expect(page).toHaveURL(/\/admin\/products$/)
  await page.keyboard.press('Escape')
  await open()
  await page.keyboard.type('retail bank')
  await page
    .getByRole('option', { name: /Retail Banking.*Tenant/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/admin\/tenants\/ten_/)
})

test('? shows the keys, g and a letter go to a page, and single keys can be turned off', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await press(page, '?', () => expect(dialog).toBeVisible({ timeout: 1_000 }))
  await expect(dialog).toContainText('Tenants')
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page).toHaveURL(/\/admin\/tenants$/)
  await press(page, '?', () => expect(dialog).toBeVisible({ timeout: 1_000 }))
  await dialog.getByLabel('Keys without Ctrl work').uncheck()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await page.keyboard.press('?')
  await press(page, 'Control+k', () => expect(field(page)).toBeVisible({ timeout: 1_000 }))
  await expect(page).toHaveURL(/\/admin\/tenants$/)
  await expect(dialog).toBeHidden()
})

test('a developer’s palette knows their subscriptions and no page of the admins', async ({ page }) => {
  await signIn(page, 'developer')
  await press(page, 'Control+k', () => expect(field(page)).toBeVisible({ timeout: 1_000 }))
  await page.keyboard.type('branch')
  await page.getByRole('option', { name: /Branch assistant.*Subscription/ }).click()
  await expect(page).toHaveURL(/\/portal\/subscriptions\/sub_/)
  await press(page, 'Control+k', () => expect(field(page)).toBeVisible({ timeout: 1_000 }))
  await page.keyboard.type('create tenant')
  await expect(page.getByText('Nothing by that name.')).toBeVisible()
})

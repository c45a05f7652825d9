/** Menus and buttons by role: what somebody may not do is not offered. */
import { expect as atOnce, type Page, test } from '@playwright/test'
import { readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

async function menu(page: Page): Promise<string[]> {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()
}

test('each role lands at its own front door', async ({ browser }) => {
  const doors = {
    admin: '/admin',
    auditor: '/admin',
    finance: '/finance',
    owner: '/portal',
    developer: '/portal',
    viewer: '/portal',
  }
  for (const [role, door] of Object.entries(doors)) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await signIn(page, role)
    await expect(page, role).toHaveURL(new RegExp(`${door}$`))
    await context.close()
  }
})

test('an auditor sees everything and is offered no change', async ({ page }) => {
  await signIn(page, 'auditor')
  expect(await menu(page)).toContain('Audit')
  for (const url of [
    '/admin/tenants',
    '/admin/users',
    '/admin/products',
    '/admin/backends',
    '/admin/pools',
    '/admin/limits',
    '/admin/prices',
  ]) {
    await page.goto(url)
    await expect(page.getByRole('row').nth(1), url).toBeVisible()
    await expect(page.getByRole('main').getByRole('button', { name: /^(Create|Edit|Delete|Set|Raise|Test)\b/ }), url).toHaveCount(
      0,
    )
  }
})

test('an owner looks after the people and limits of the own tenant', async ({ page }) => {
  await signIn(page, 'owner')
  expect(await menu(page)).toEqual([
    'My subscriptions',
    'Catalog',
    'Keys',
    'Quickstart',
    'Playground',
    'Usage',
    'Calls',
    'API reference',
    'Status',
    'Team',
    'My tenants',
    'Audit',
  ])
  await page.goto('/portal/tenants')
  await page.getByRole('link', { name: 'Retail Banking' }).click()
  await expect(page.getByRole('button', { name: 'Add member' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create limit' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Raise limit Retail Banking: tokens per month' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Edit limit Retail Banking: tokens per month' })).toHaveCount(0)
})

test('the look follows the reader: dark is chosen once and stays', async ({ page }) => {
  await signIn(page, 'developer')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await page.keyboard.press('Escape')
  await page.goto('/portal/catalog')
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
})

test('signing out ends the session', async ({ page }) => {
  await signIn(page, 'viewer')
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/sign-in/)
  await page.goto('/portal')
  await expect(page).toHaveURL(/sign-in/)
})

test('who was sent to sign in is led back to the page they asked for, and never off the site', async ({ page }) => {
  await page.goto('/portal/usage?range=7d')
  await expect(page).toHaveURL(/sign-in/)
  await enter(page)
  await expect(page).toHaveURL(/\/portal\/usage\?range=7d$/)
  await page.context().clearCookies()
  await page.goto('/sign-in?callbackUrl=https%3A%2F%2Fexample.org%2F')
  await enter(page)
  await expect(page).toHaveURL(/\/portal$/)
})

async function enter(page: Page): Promise<void> {
  const account = readDemo().accounts.find((one) => one.role === 'developer')
  await page.getByLabel('E-mail').fill(account?.email ?? '')
  await page.getByLabel('Password').fill(account?.password ?? '')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

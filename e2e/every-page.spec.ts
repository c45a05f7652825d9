/** Every page is opened by somebody it is for: it answers, has a heading, logs no error, and passes the accessibility rules. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, type Page, test } from '@playwright/test'
import { signIn } from './demo'
import { audiences, listPages } from './pages'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

async function open(page: Page, url: string): Promise<string[]> {
  const troubles: string[] = []
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()))
  page.on('pageerror', (error) => troubles.push(error.message))
  const response = await page.goto(url)
  expect(response?.status(), url).toBe(200)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  return troubles
}

for (const { folder, role } of audiences) {
  test(`every page of ${folder} works for the ${role}`, async ({ page }) => {
    test.setTimeout(900_000)
    await signIn(page, role)
    for (const url of listPages(folder)) {
      expect(await open(page, url), `${url}: errors in the console`).toEqual([])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze()
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(', ')}`),
          `${url}: accessibility, ${colorScheme}`,
        ).toEqual([])
      }
    }
  })
}

test('what is not a developer’s to see is not there for them, and nobody sees a page without signing in', async ({ page }) => {
  await page.goto('/admin')
  await expect(page).toHaveURL(/sign-in/)
  await signIn(page, 'developer')
  for (const url of ['/admin/users', '/admin/audit', '/admin/backends', '/admin/pools']) {
    await page.goto(url)
    await expect(page.getByRole('heading', { level: 1 }), url).toHaveText('There is nothing here')
  }
})

test('a page fits a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, 'admin')
  for (const url of ['/admin', '/admin/tenants', '/admin/limits']) {
    await open(page, url)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow, `${url} scrolls sideways`).toBeLessThanOrEqual(0)
  }
})

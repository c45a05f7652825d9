/** An admin lets calls come in by a path clients knew before, sees what is wrong with one, and takes it away. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { readDemo, signIn } from '../demo'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

test('a base path is added, answers calls, and is taken away', async ({ page }) => {
  const path = `/base-${Date.now().toString(36)}/openai`
  await signIn(page, 'admin')
  await page.goto('/admin/base-paths')
  await page.getByRole('button', { name: 'Add base path' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Path', { exact: true }).fill('/admin/calls')
  await dialog.getByRole('button', { name: 'Add base path' }).click()
  await expect(dialog.getByText('is where the console is').first()).toBeVisible()
  await dialog.getByLabel('Path', { exact: true }).fill(path)
  await dialog.getByLabel('Key header').fill('x-old-key')
  await dialog.getByRole('button', { name: 'Add base path' }).click()
  await expect(dialog).toHaveCount(0)
  const row = page.getByRole('row').filter({ hasText: path })
  await expect(row).toContainText('x-old-key')
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  const { url, keys } = readDemo()
  const call = () =>
    fetch(`${url}${path}/deployments/gpt-4o-mini/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-old-key': keys[0]?.key ?? '' },
      body: JSON.stringify({ max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
  await expect.poll(async () => (await call()).status).toBe(200)
  await row.getByRole('button', { name: `Delete base path ${path}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete base path' }).click()
  await expect(row).toHaveCount(0)
  // Nobody but the console lives there now: it knows no such page.
  await expect.poll(async () => (await call()).status).not.toBe(200)
})

/** The one table: what is searched, filtered and sorted is in the URL; columns, pages and the file can be chosen. */
import { readFile } from 'node:fs/promises'
import { expect as atOnce, test } from '@playwright/test'
import { signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

test('a search is in the URL, survives a reload, and says when nothing matches', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/products')
  await expect(page.getByRole('link', { name: 'Reasoning' })).toBeVisible()
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(page.getByLabel('Search products')).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.type('premium')
  await expect(page).toHaveURL(/search=premium/)
  await expect(page.getByRole('link', { name: 'Reasoning' })).toBeHidden()
  await page.reload()
  await expect(page.getByRole('link', { name: 'Chat Premium' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Reasoning' })).toBeHidden()
  await page.getByLabel('Search products').fill('no such thing')
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.getByRole('link', { name: 'Reasoning' })).toBeVisible()
})

test('a table is sorted by its heads, up, down and back', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/products')
  const head = page.getByRole('columnheader', { name: 'Name' })
  const first = page.getByRole('row').nth(1)
  await expect(head).toHaveAttribute('aria-sort', 'ascending')
  await expect(first).toContainText('Chat Premium')
  await head.getByRole('button').click()
  await expect(page).toHaveURL(/sort=-name/)
  await expect(head).toHaveAttribute('aria-sort', 'descending')
  await expect(first).not.toContainText('Chat Premium')
})

test('columns are chosen, and the file has every row and column', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/models')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Tokenizer' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'Tokenizer' })).toBeVisible()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
  expect(download.suggestedFilename()).toBe('models.csv')
  const csv = await readFile(await download.path(), 'utf8')
  expect(csv.split('\r\n')[0]).toContain('Name,Aliases,Pool,Capabilities')
  expect(csv).toContain('gpt-4o-mini')
})

test('calls are paged forth and back, and each leads to how it was decided', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/calls')
  const first = page.getByRole('row').nth(1).getByRole('link')
  const href = await first.getAttribute('href')
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(page).toHaveURL(/cursor=/)
  await expect(first).not.toHaveAttribute('href', href ?? '')
  await page.getByRole('button', { name: 'Previous' }).click()
  await expect(first).toHaveAttribute('href', href ?? '')
  await first.click()
  await expect(page.getByRole('heading', { name: 'How it was decided' })).toBeVisible()
})

import { expect, test } from '@playwright/test'
import { signIn } from '../demo'
import { connectEmpty, disconnect } from './empty-instance'

test('publishing shows what it would write, writes it, writes nothing twice, and is taken back', async ({ page }) => {
  const instance = await connectEmpty(`Publish ${Date.now().toString(36)}`)
  try {
    await signIn(page, 'admin')
    await page.goto(`/admin/azure/${instance.id}/publish`)
    await expect(page.getByText('Nothing was published to it yet', { exact: false })).toBeVisible()
    await page.getByRole('button', { name: 'Preview' }).click()
    await expect(page.getByRole('status').filter({ hasText: /\d+ writes: \d+ new, 0 changed, 0 removed/ })).toBeVisible({
      timeout: 30_000,
    })
    const changes = page.getByRole('table', { name: 'Changes' })
    await expect(changes.getByRole('cell', { name: 'policy fragment' }).first()).toBeVisible()
    await expect(page.getByRole('region', { name: 'What is not published' })).toBeVisible()

    await page.getByRole('button', { name: /^Publish \d+ writes$/ }).click()
    const confirm = page.getByRole('dialog')
    await expect(confirm).toContainText('Each write can be taken back')
    await confirm.getByRole('button', { name: 'Publish', exact: true }).click()
    await expect(confirm).toBeHidden({ timeout: 30_000 })
    const history = page.getByRole('table', { name: 'Publishings' })
    await expect(history.getByRole('cell', { name: 'done' })).toBeVisible({ timeout: 120_000 })

    await page.getByRole('button', { name: 'Preview' }).click()
    await expect(page.getByText(/Nothing would be written: \d+ things are the same/)).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('button', { name: /^Publish \d+/ })).toHaveCount(0)

    await history.getByRole('button', { name: 'Take back' }).click()
    const back = page.getByRole('dialog')
    await expect(back).toContainText(/\d+ writes are undone/)
    await back.getByRole('button', { name: 'Take back' }).click()
    await expect(history.getByRole('cell', { name: 'taken back' })).toBeVisible({ timeout: 120_000 })
    await expect(history.getByRole('cell', { name: 'done' })).toBeVisible({ timeout: 120_000 })
  } finally {
    await disconnect(instance.id)
  }
})

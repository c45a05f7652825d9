/** An admin accepts a plan, sees it brought over, and its callers change the host and nothing else. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'
import { isRead, type OwnInstance, readOwnInstance } from './own-instance'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

let own: OwnInstance
test.beforeAll(async () => {
  own = await readOwnInstance(`import${Date.now().toString(36)}`)
})
test.afterAll(() => own.azure.close())

test('an instance is brought over, and the keys and paths its callers have go on', async ({ page }) => {
  const { id, tag, key } = own
  await expect.poll(() => isRead(id)).toBe('done')
  // A model that is here, so that somebody answers.
  await callApi('POST', `azure/instances/${id}/plan`, { models: [{ name: 'gpt-4o-mini' }] })
  await signIn(page, 'admin')
  await page.goto(`/admin/azure/${id}/plan`)
  const progress = page.getByRole('region', { name: 'Import' })
  await expect(progress).toContainText('Accepting it makes')
  await progress.getByRole('button', { name: 'Accept and import' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('nothing changes at Azure')
  await dialog.getByRole('button', { name: 'Accept and import' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(progress).toContainText('All of the plan is here.')
  await expect(progress.getByText('could not be made')).toHaveCount(0)

  await page.goto(`/admin/limits?search=${tag}`)
  await expect(page.getByRole('table').first()).toContainText('4,711 tokens a minute')
  await page.goto(`/admin/subscriptions?search=${tag}`)
  await expect(page.getByRole('row').filter({ hasText: `App ${tag}` })).toContainText(`Team ${tag}`)

  const call = (path: string, headers: Record<string, string>) =>
    fetch(`${readDemo().url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
  const path = `/aoai/${tag}/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21`
  await expect.poll(async () => (await call(path, { 'x-old-key': key })).status).toBe(200)
  expect((await call(`${path}&old-key=${key}-2`, {})).status).toBe(200)
  expect((await call(`/api/gateway${path}`, { 'x-old-key': key })).status).toBe(200)
  expect((await call(path, { 'x-old-key': `${key}-3` })).status).toBe(401)
  expect((await call(path, {})).status).toBe(401)
})

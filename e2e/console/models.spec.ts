/** A model and a backend from their pages: aliases that callers may use, what answers, what it costs, where each is used. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, readDemo, signIn } from '../demo'
import { makeOwnEstate } from '../own-estate'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Model = { id: string; version: number; aliases: string[] }

const alias = `mini-${Date.now().toString(36)}`

const find = async () => (await callApi<{ items: Model[] }>('GET', 'models?search=gpt-4o-mini')).items[0]

test.afterEach(async () => {
  const model = await find()
  if (!model?.aliases.includes(alias)) return
  const aliases = model.aliases.filter((one) => one !== alias)
  await callApi('PATCH', `models/${model.id}`, { aliases }, { 'if-match': `"${model.version}"` })
})

test('an alias is given on the model’s page and callers may use it at once', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/models')
  await page.getByRole('link', { name: 'gpt-4o-mini', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'gpt-4o-mini' })).toBeVisible()
  await expect(page.getByText(/3 backends of 3 in its pool can answer it/)).toBeVisible()
  const deployments = page.getByRole('table', { name: 'Deployments' })
  await expect(deployments.getByRole('row').filter({ hasText: 'apimaoai01' })).toContainText('chat-mini-01')
  await expect(page.getByRole('table', { name: 'Prices' }).getByText('in force')).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await page.getByRole('button', { name: 'Edit model gpt-4o-mini' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Aliases').fill(alias)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByText(alias)).toBeVisible()
  const { url, keys } = readDemo()
  const call = async () => {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys[0]?.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: alias, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
    return answer.status
  }
  // Another test may have used up this minute's calls of the key.
  await expect.poll(call, { timeout: 90_000 }).toBe(200)
})

test('models are filtered by the pool that answers them, found by typing', async ({ page }) => {
  const { model, pool } = await makeOwnEstate('by-pool', 'http://127.0.0.1:9')
  await signIn(page, 'admin')
  await page.goto('/admin/models')
  await choose(page, 'Pool', pool.name)
  await expect(page).toHaveURL(new RegExp(`poolId=${pool.id}`))
  await expect(page.getByRole('table', { name: 'Models' }).getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('link', { name: model })).toBeVisible()
})

test('a backend says where it is used, how old its credential is, and really answers a test', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/backends')
  await page.getByRole('link', { name: 'apimaoai01' }).click()
  await expect(page.getByRole('link', { name: 'Azure OpenAI, Europe' })).toBeVisible()
  await expect(page.getByText(/gpt-4o, gpt-4o-mini/)).toBeVisible()
  await expect(page.getByText(/, set .* ago|, set now/)).toBeVisible()
  await page.getByRole('button', { name: 'Test connection to apimaoai01' }).click()
  await expect(page.getByText(/Connected in \d+ ms/)).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog').getByText(/It is a member of 1 pool/)).toBeVisible()
})

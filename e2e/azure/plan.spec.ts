/** An admin sees what an API Management instance becomes here, thing by thing, before anything is made. */
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { isRead, type OwnInstance, readOwnInstance } from './own-instance'

test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

let own: OwnInstance
test.beforeAll(async () => {
  own = await readOwnInstance(`plan${Date.now().toString(36)}`)
})
test.afterAll(() => own.azure.close())

test('the plan counts what maps, names what does not with its place, and follows what is chosen', async ({ page }) => {
  const { id, tag } = own
  await expect.poll(() => isRead(id)).toBe('done')
  await signIn(page, 'admin')
  await page.goto(`/admin/azure/${id}/plan`)
  await expect(page.getByText(/\d+ things map, \d+ with loss, \d+ does? not\./)).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([])

  await page.goto(`/admin/azure/${id}/plan?verdict=not`)
  const table = page.getByRole('table', { name: 'Plan' })
  const safety = table.getByRole('row').filter({ hasText: 'llm-content-safety' })
  await expect(safety).toContainText(`product:${tag} 6:5`)
  await expect(safety).toContainText('Content Safety')
  await safety.getByRole('button', { name: /^Compare llm-content-safety/ }).click()
  await expect(page.getByRole('dialog')).toContainText('backend-id')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('button', { name: 'Change choices' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Who pays').selectOption('user')
  await dialog.getByLabel('Models').fill(`mini-${tag}, not a model`)
  await dialog.getByRole('button', { name: 'Plan again' }).click()
  await expect(dialog.getByText('must be a model name').first()).toBeVisible()
  await dialog.getByLabel('Models').fill(`mini-${tag}`)
  await dialog.getByRole('button', { name: 'Plan again' }).click()
  await expect(dialog).toHaveCount(0)
  await page.goto(`/admin/azure/${id}/plan?kind=subscription`)
  await page.getByRole('button', { name: new RegExp(`^Compare App ${tag}`) }).click()
  await expect(page.getByRole('dialog')).toContainText(`Ada ${tag}`)
  // Nothing was made by looking.
  const { items } = await callApi<{ items: unknown[] }>('GET', `products?search=${tag}`)
  expect(items).toEqual([])
})

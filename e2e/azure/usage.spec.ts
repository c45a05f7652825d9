/** Finance brings in what API Management has measured: sees first what it comes to, says whose it is, books it once. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, choose, readDemo, signIn } from '../demo'
import { makeOwnEstate } from '../own-estate'
import { connectEmpty, disconnect } from './empty-instance'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

test('usage of another gateway is previewed, mapped and booked once', async ({ page }) => {
  const { simulator } = readDemo() as unknown as { simulator: string }
  const { tag, model, tenant } = await makeOwnEstate('apim-usage', `${simulator}/openai/v1`)
  const rows = Array.from({ length: 6 }, (_, i) => ({
    TimeGenerated: new Date(Date.now() - (i + 1) * 1_000).toISOString(),
    CorrelationId: `${tag}-${i}`,
    SequenceNumber: 0,
    ModelName: model,
    PromptTokens: 100,
    CompletionTokens: 10,
    ApimSubscriptionId: `apim-${tag}`,
  }))
  await signIn(page, 'finance')
  await page.goto('/finance/apim-usage')
  const bringIn = page.getByRole('region', { name: 'Bring usage in' })
  await bringIn.getByLabel('Source').fill(`source ${tag}`)
  await bringIn.getByLabel('Usage', { exact: true }).fill('a,b\n1,2')
  await bringIn.getByRole('button', { name: 'See what it comes to' }).click()
  await expect(bringIn.getByText('This is neither rows of ApiManagementGatewayLlmLog')).toBeVisible()
  await bringIn.getByLabel('Usage', { exact: true }).fill(JSON.stringify(rows))
  await bringIn.getByRole('button', { name: 'See what it comes to' }).click()
  await expect(bringIn.getByText('0 of 6 calls become usage here')).toBeVisible()
  await bringIn.getByRole('button', { name: `Say whose apim-${tag} is` }).click()
  await choose(page, `Subscription of apim-${tag}`, `App ${tag}`)
  await bringIn.getByRole('button', { name: 'Set', exact: true }).click()
  await expect(bringIn.getByText('6 of 6 calls become usage here')).toBeVisible()
  await bringIn.getByRole('button', { name: 'Book 6 calls' }).click()
  await expect(page.getByText('6 calls booked; 0 were there already.')).toBeVisible()
  await expect(page.getByRole('cell', { name: `source ${tag}` }).first()).toBeVisible()
  // The same once more is nothing new.
  await bringIn.getByLabel('Usage', { exact: true }).fill(JSON.stringify(rows))
  await bringIn.getByRole('button', { name: 'See what it comes to' }).click()
  await bringIn.getByRole('button', { name: 'Book 6 calls' }).click()
  await expect(page.getByText('0 calls booked; 6 were there already.')).toBeVisible()
  const { items } = await callApi<{ items: { measuredBy: string }[] }>('GET', `calls?tenantId=${tenant.id}&limit=20`)
  expect(items.map(({ measuredBy }) => measuredBy)).toEqual(Array(6).fill(`source ${tag}`))
})

test('usage of an instance is fetched from the workspace finance names, and no longer', async ({ page }) => {
  const { id, name } = await connectEmpty(`Fetched ${Date.now().toString(36)}`)
  await signIn(page, 'finance')
  await page.goto(`/finance/apim-usage?pulls.search=${encodeURIComponent(name)}`)
  const fetched = page.getByRole('region', { name: 'Fetched by itself' })
  await expect(fetched.getByRole('cell', { name: 'not fetched' })).toBeVisible()
  await fetched.getByRole('button', { name: `Fetch usage of ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Workspace ID').fill('my-workspace')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/must be the workspace ID, a GUID/).first()).toBeVisible()
  await dialog.getByLabel('Workspace ID').fill('00000000-0000-0000-0000-00000000beef')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  // It is due; the job may have asked by now, and the simulated Azure knows no such workspace.
  await expect(fetched.getByRole('cell', { name: /^due$|There is no such workspace/ })).toBeVisible()
  await fetched.getByRole('button', { name: `Fetch usage of ${name}` }).click()
  await dialog.getByLabel('Workspace ID').fill('')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(fetched.getByRole('cell', { name: 'not fetched' })).toBeVisible()
  await disconnect(id)
})

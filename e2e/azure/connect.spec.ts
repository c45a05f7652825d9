import { expect, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { simulatorUrl } from './empty-instance'

const ZEROS = '00000000-0000-0000-0000-000000000000'

test('an instance is connected, tested, read and looked through, and its secret is never seen again', async ({ page }) => {
  const name = `Connect ${Date.now().toString(36)}`
  await signIn(page, 'admin')
  await page.goto('/admin/azure')
  await page.getByRole('button', { name: 'Connect instance' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Cloud').selectOption('custom')
  await dialog.getByLabel('Management address').fill(simulatorUrl())
  await dialog.getByLabel('Sign-in address').fill(simulatorUrl())
  await dialog.getByLabel('Resource group').fill('rg-genai')
  await dialog.getByLabel('Instance', { exact: true }).fill('apim-contoso-genai')
  await dialog.getByLabel('Directory (tenant) ID').fill('5f2b7c3e-0000-4000-8000-00000000aad0')
  await dialog.getByLabel('Application (client) ID').fill('6a1f0c52-0000-4000-8000-0000000000a1')
  await dialog.getByLabel('Client secret').fill('wrong-secret')
  await dialog.getByRole('button', { name: 'Connect instance' }).click()
  // What is missing is said beside its field, and nothing typed is lost.
  await expect(dialog.getByText(/Azure subscription ID must be a GUID/)).toBeVisible()
  await dialog.getByLabel('Azure subscription ID').fill(ZEROS)
  await dialog.getByRole('button', { name: 'Connect instance' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 30_000 })

  await page.getByRole('button', { name: `Test connection to ${name}` }).click()
  await expect(page.getByText(/Entra ID gave no token .*AADSTS7000215/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: `Edit instance ${name}` }).click()
  const edit = page.getByRole('dialog')
  await edit.getByLabel('Kind of credential').selectOption('service-principal')
  await edit.getByLabel('Directory (tenant) ID').fill('5f2b7c3e-0000-4000-8000-00000000aad0')
  await edit.getByLabel('Application (client) ID').fill('6a1f0c52-0000-4000-8000-0000000000a1')
  await edit.getByLabel('Client secret').fill('simulated-client-secret')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit).toBeHidden({ timeout: 30_000 })
  await page.getByRole('button', { name: `Test connection to ${name}` }).click()
  await expect(page.getByText('It can be read and written.')).toBeVisible({ timeout: 30_000 })

  await page.getByRole('button', { name: 'Read instance' }).click()
  await expect(page.getByText(/5 subscriptions of 2 products call 2 APIs/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: 'Policies (6)' }).click()
  await expect(page).toHaveURL(/kind=policies/)
  await page.getByRole('searchbox').first().fill('claims-starter')
  await expect(page.getByRole('cell', { name: 'product:claims-starter', exact: true })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Show product:claims-starter' }).click()
  await expect(page.getByText('tokens-per-minute="10000"')).toBeVisible()
  await page.keyboard.press('Escape')
  expect(await page.content()).not.toContain('simulated-client-secret')

  const instanceId = page.url().match(/azi_[0-9a-f]+/)?.[0] ?? ''
  const shown = JSON.stringify(await callApi('GET', `azure/instances/${instanceId}`))
  expect(shown).not.toContain('simulated-client-secret')
  await page.getByRole('button', { name: `Delete instance ${name}` }).click()
  const confirm = page.getByRole('dialog')
  await expect(confirm).toContainText('Nothing at Azure changes')
  await confirm.getByRole('button', { name: 'Delete instance' }).click()
  await expect(page).toHaveURL(/\/admin\/azure$/, { timeout: 30_000 })
  await expect(page.getByRole('link', { name })).toHaveCount(0)
})

test('an auditor sees instances and can change nothing about them', async ({ page }) => {
  const { items } = await callApi<{ items: { id: string; name: string }[] }>('GET', 'azure/instances?search=Contoso')
  await signIn(page, 'auditor')
  await page.goto(`/admin/azure/${items[0]?.id}`)
  await expect(page.getByRole('heading', { level: 1, name: items[0]?.name })).toBeVisible()
  for (const act of [/^Read/, /^Edit/, /^Delete/, /^Test/]) await expect(page.getByRole('button', { name: act })).toHaveCount(0)
})

/** Backends of every kind of provider: the form asks for the credential that provider takes, and never shows it again. */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

test('a backend at AWS Bedrock is made with an access key, which nobody sees again', async ({ page }) => {
  const name = `Bedrock ${Date.now().toString(36)}`
  await signIn(page, 'admin')
  await page.goto('/admin/backends')
  await page.getByRole('button', { name: 'Create backend' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Provider').selectOption({ label: 'AWS Bedrock' })
  await expect(dialog.getByLabel('Kind of credential')).toHaveValue('aws-access-key')
  await dialog.getByLabel('URL').fill('https://bedrock-runtime.eu-central-1.amazonaws.com')
  await dialog.getByRole('button', { name: 'Create backend' }).click()
  await expect(dialog.getByText('must be an access key id')).toBeVisible()
  await dialog.getByLabel('Access key ID').fill('AKIAEXAMPLE12345')
  await dialog.getByLabel('Secret access key').fill('a-secret-nobody-reads-back')
  await dialog.getByRole('button', { name: 'Create backend' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const { items } = await callApi<{ items: { id: string; name: string; version: number; credential: { kind: string } }[] }>(
    'GET',
    `backends?search=${encodeURIComponent(name)}`,
  )
  const made = items.find((one) => one.name === name)
  expect(made?.credential.kind).toBe('aws-access-key')
  expect(JSON.stringify(items)).not.toContain('a-secret-nobody-reads-back')
  const undo = await fetch(`${readDemo().url}/api/v1/backends/${made?.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${readDemo().managementToken}`, 'if-match': `"${made?.version}"` },
  })
  expect(undo.ok).toBe(true)
})

test('a key file of a service account is checked before it is sent', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/backends')
  await page.getByRole('button', { name: 'Create backend' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Provider').selectOption({ label: 'Google Vertex AI' })
  await dialog.getByLabel('Key file').fill('{"type": "authorized_user"}')
  await dialog.getByRole('button', { name: 'Create backend' }).click()
  await expect(dialog.getByText('must be the JSON key file of a service account')).toBeVisible()
  await expect(dialog.getByLabel('Key file')).toHaveValue('{"type": "authorized_user"}')
})

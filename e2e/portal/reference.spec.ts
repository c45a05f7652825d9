/** The reference is read, tried as oneself, and taken away as files. */
import { expect as expectSoon, test } from '@playwright/test'
import { signInAs } from '../demo'
import { makeDeveloper, makeKey, makeProduct } from './portal-estate'

test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

test('operations are tried with one’s own session and key, and the documents are files', async ({ page }) => {
  const product = await makeProduct('Reference')
  const developer = await makeDeveloper('Reference')
  const { subscriptionId } = await makeKey(developer, product)
  await signInAs(page, developer.email, developer.password)
  await page.goto('/portal/reference')

  await page.getByRole('button', { name: 'Try GET /v1/models', exact: true }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: '200' })).toBeVisible()
  await expect(page.getByText(`"id": "${product.model}"`)).toBeVisible()

  await page.getByRole('link', { name: 'Management API' }).click()
  await page.getByRole('link', { name: 'subscriptions', exact: true }).click()
  await page.getByRole('button', { name: 'Try GET /subscriptions', exact: true }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: '200' })).toBeVisible()
  await expect(page.getByText(`"id": "${subscriptionId}"`)).toBeVisible()

  for (const name of ['gateway', 'management']) {
    const file = await page.request.get(`/reference/${name}.json`)
    expect(file.headers()['content-disposition']).toContain(`tollgate-${name}.json`)
    expect(((await file.json()) as { openapi: string }).openapi).toBe('3.1.1')
  }
  expect((await page.request.get('/reference/constructor.json')).status()).toBe(404)
})

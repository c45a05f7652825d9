import { expect, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { makeOwnEstate } from '../own-estate'
import { changeAtAzure, connectEmpty, disconnect, finished, simulatorUrl } from './empty-instance'

type Preview = {
  preview: { digest: string; changes: { kind: string; title: string; name: string }[] }
  publish: { id: string } | null
}

test('what changed at API Management is shown beside ours, and each field is kept as theirs or as ours', async ({ page }) => {
  test.setTimeout(180_000)
  const estate = await makeOwnEstate('drift', simulatorUrl())
  const instance = await connectEmpty(`Drift ${estate.tag}`)
  try {
    const path = `azure/instances/${instance.id}/publishes`
    const { preview } = await callApi<Preview>('POST', path, {})
    const { publish } = await callApi<Preview>('POST', path, { dryRun: false, digest: preview.digest })
    expect(await finished(publish?.id ?? '')).toMatchObject({ state: 'done' })
    const product = preview.changes.find(({ kind, title }) => kind === 'products' && title === estate.product.name)?.name ?? ''

    await signIn(page, 'admin')
    await page.goto(`/admin/azure/${instance.id}/drift`)
    await page.getByRole('button', { name: 'Compare now' }).click()
    await expect(page.getByText('Nothing differs')).toBeVisible({ timeout: 60_000 })

    await changeAtAzure(instance.name, `products/${product}`, { description: 'Changed in the portal', approvalRequired: true })
    await page.getByRole('button', { name: 'Compare now' }).click()
    const fields = page.getByRole('table', { name: `Fields of ${product}` })
    await expect(fields.getByRole('row', { name: /description/ })).toContainText('Changed in the portal', { timeout: 60_000 })

    await page.getByRole('button', { name: `Keep theirs: description of ${product}` }).click()
    await expect(fields.getByRole('row', { name: /description/ })).toHaveCount(0, { timeout: 60_000 })
    const { description } = await callApi<{ description: string }>('GET', `products/${estate.product.id}`)
    expect(description).toBe('Changed in the portal')

    await page.getByRole('button', { name: `Keep ours: ${product}` }).click()
    await expect(page.getByText('Nothing differs')).toBeVisible({ timeout: 60_000 })
  } finally {
    await disconnect(instance.id)
    await callApi('POST', `products/${estate.product.id}/retire`, {})
  }
})

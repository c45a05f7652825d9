/** An operator's job: take a region out of rotation before its maintenance, and put it back (docs/jobs/drain-a-region.md). */
import { expect as atOnce, test } from '@playwright/test'
import { callApi, signIn } from '../demo'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

type Made = { id: string; version: number }

const tag = Date.now().toString(36)

/** A pool of its own over three regions nobody else has: none takes calls, so nothing of the demo is drained. */
async function makePool(): Promise<{ id: string; name: string; backends: Made[] }> {
  const backend = (region: string) =>
    callApi<Made>('POST', 'backends', {
      name: `${region} ${tag}`,
      provider: 'openai',
      baseUrl: `https://${region}.example.com/v1`,
      region,
    })
  const backends = [await backend(`north-${tag}`), await backend(`south-${tag}`), await backend(`west-${tag}`)]
  const name = `Regions ${tag}`
  const members = backends.map(({ id }, i) => ({ backendId: id, priority: i === 2 ? 2 : 1, weight: [60, 40, 100][i] }))
  const pool = await callApi<Made>('POST', 'pools', { name, members })
  return { id: pool.id, name, backends }
}

test('a region is drained after seeing where its calls go, and taken back', async ({ page }) => {
  const pool = await makePool()
  await signIn(page, 'admin')
  await page.goto(`/admin/pools/${pool.id}`)
  const drawn = page.getByRole('region', { name: 'Where calls go' })
  await expect(drawn.getByText(`The next calls go to north-${tag} ${tag} 60%, south-${tag} ${tag} 40%.`)).toBeVisible()
  await drawn.getByRole('button', { name: `What if north-${tag} ${tag} were gone?` }).click()
  await expect(drawn.getByText(`the calls go to south-${tag} ${tag} 100%.`)).toBeVisible()
  await drawn.getByRole('button', { name: `What if south-${tag} ${tag} were gone?` }).click()
  await expect(drawn.getByText(`the calls go to west-${tag} ${tag} 100%.`)).toBeVisible()
  await drawn.getByRole('button', { name: `west-${tag}`, exact: true }).click()
  await expect(drawn.getByText('Nobody is left: every call is refused with 503.')).toBeVisible()

  await page.goto('/admin/pools')
  await page.getByRole('button', { name: 'Drain a region' }).click()
  const dialog = page.getByRole('dialog', { name: 'Drain a region' })
  await dialog.getByLabel('Region').selectOption(`north-${tag}`)
  await expect(dialog.getByText('It serves 1 pool:')).toBeVisible()
  await expect(dialog.getByText(`Without north-${tag} ${tag}: the calls go to south-${tag} ${tag} 100%.`)).toBeVisible()
  await dialog.getByRole('button', { name: `Drain north-${tag}` }).click()
  await expect(page.getByText(`north-${tag} takes no new calls.`)).toBeVisible()

  await page.goto(`/admin/pools/${pool.id}`)
  await expect(drawn.getByText('drained', { exact: true })).toBeVisible()
  await expect(drawn.getByText(`The next calls go to south-${tag} ${tag} 100%.`)).toBeVisible()
  await drawn.getByRole('button', { name: `Take north-${tag} ${tag} back` }).click()
  await expect(drawn.getByText(/The next calls go to north-\S+ \S+ 60%/)).toBeVisible()

  // One member alone, from the drawing.
  await drawn.getByRole('button', { name: `Drain south-${tag} ${tag}` }).click()
  const confirm = page.getByRole('dialog', { name: `Drain south-${tag} ${tag}?` })
  await expect(confirm.getByText(/Within a second it takes no new call; none is under way/)).toBeVisible()
  await expect(confirm.getByText(/the calls go to north-\S+ \S+ 100%/)).toBeVisible()
  await confirm.getByRole('button', { name: 'Drain' }).click()
  await expect(drawn.getByText(/The next calls go to north-\S+ \S+ 100%/)).toBeVisible()

  const { version } = await callApi<Made>('GET', `pools/${pool.id}`)
  await callApi('DELETE', `pools/${pool.id}`, undefined, { 'if-match': `"${version}"` })
  for (const { id } of pool.backends) await callApi('DELETE', `backends/${id}`, undefined, { 'if-match': '"1"' })
})

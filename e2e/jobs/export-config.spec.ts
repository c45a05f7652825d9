/** An operator's job: the whole configuration as code, out and in again (docs/jobs/export-config.md). */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect as atOnce, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'

// Long ways on a slow machine.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

const name = `Config ${Date.now().toString(36)}`
const document = (costCentre: string) => `version: 1
tenants:
  - name: ${name}
    costCentre: ${costCentre}
    timeZone: Europe/Berlin
    currency: EUR
limits:
  - name: ${name}
    scope: { tenant: ${name} }
    measure: tokens
    window: { kind: quota, period: day }
    amount: 1000
`

/** The command line, as an operator's pipeline runs it. */
function config(...words: string[]): { status: number | null; text: string } {
  const { url, managementToken } = readDemo()
  const env = { ...process.env, TOLLGATE_URL: url, TOLLGATE_TOKEN: managementToken }
  const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', 'scripts/config.ts', ...words], {
    env,
    encoding: 'utf8',
  })
  return { status, text: stdout + stderr }
}

test('the configuration is exported, and planning what was exported finds nothing to do', async ({ page }, info) => {
  await signIn(page, 'admin')
  await page.goto('/admin/config')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export YAML' }).click()])
  const yaml = readFileSync(await download.path(), 'utf8')
  expect(yaml).toMatch(/^version: 1/)
  expect(yaml).toContain('gpt-4o-mini')
  expect(yaml).not.toMatch(/sim-apimaoai01-key|sk-sim/)
  // After all other tests it has thousands of lines: a file, as anybody would.
  await page.getByLabel('YAML file').setInputFiles(await download.path())
  await page.getByRole('button', { name: 'Plan' }).click()
  await expect(page.getByText(/^Nothing to do: all of \d+ things/)).toBeVisible()

  const file = info.outputPath('tollgate.yaml')
  expect(config('export', file)).toMatchObject({ status: 0 })
  const planned = config('plan', file, '--prune')
  expect(planned.text).toContain('Nothing to do.')
  expect(planned.status).toBe(0)
})

test('a document is planned with its differences, applied, and what is changed by hand afterwards is marked', async ({
  page,
}, info) => {
  await signIn(page, 'admin')
  await page.goto('/admin/config')
  await page.getByLabel('Document', { exact: true }).fill(document('CC-1'))
  await page.getByRole('button', { name: 'Plan' }).click()
  await expect(page.getByText(/^2 to create; 0 as they should be\./)).toBeVisible()
  await page.getByRole('button', { name: 'Apply 2 changes' }).click()
  await page.getByRole('dialog', { name: 'Apply the document?' }).getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('Applied: 2 changes.')).toBeVisible()
  await page.reload()
  await expect(page.getByText('Everything is as the document that was applied last says.')).toBeVisible()

  const { items } = await callApi<{ items: { id: string; version: number }[] }>(
    'GET',
    `tenants?search=${encodeURIComponent(name)}`,
  )
  await callApi('PATCH', `tenants/${items[0]?.id}`, { costCentre: 'BY-HAND' }, { 'if-match': `"${items[0]?.version}"` })
  await page.reload()
  await expect(page.getByText('1 thing has been changed by hand since the document was applied.')).toBeVisible()
  const changes = page.getByRole('table', { name: `Changes of ${name}` })
  await expect(changes.getByRole('row', { name: /costCentre/ })).toContainText('BY-HANDCC-1')
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
    expect(violations.map(({ id }) => id)).toEqual([])
  }

  // The pipeline sets it back.
  const file = info.outputPath('tollgate.yaml')
  writeFileSync(file, document('CC-1'))
  expect(config('drift')).toMatchObject({ status: 2, text: expect.stringContaining('costCentre: BY-HAND → CC-1') })
  expect(config('plan', file)).toMatchObject({ status: 2 })
  expect(config('apply', file)).toMatchObject({ status: 0, text: expect.stringContaining('1 done.') })
  expect(config('apply', file)).toMatchObject({ status: 0, text: expect.stringContaining('Nothing to do.') })
  expect(config('drift')).toMatchObject({ status: 0 })
})

test('a mistake in a document is told with where it stands, and nothing is lost', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/config')
  const wrong = document('CC-1').replace('currency: EUR', 'currency: euro')
  await page.getByLabel('Document', { exact: true }).fill(wrong)
  await page.getByRole('button', { name: 'Plan' }).click()
  await expect(page.getByRole('alert').filter({ hasText: `tenants[0] (${name}).currency` })).toBeVisible()
  await expect(page.getByLabel('Document', { exact: true })).toHaveValue(wrong)
})

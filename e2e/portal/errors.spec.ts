/** A refused call leads to its page, without an account; every code has one. */
import { expect as expectSoon, test } from '@playwright/test'
import { readDemo } from '../demo'

test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

test('the link of a refusal leads to the page of its code, for whoever was refused', async ({ page, request }) => {
  const { url } = readDemo()
  const refused = await request.get('/v1/models', { headers: { authorization: 'Bearer tg_wrong' } })
  expect(refused.status()).toBe(401)
  const help = /<([^>]+)>; rel="help"/.exec(refused.headers().link ?? '')?.[1] ?? ''
  await page.goto(new URL(help, url).href)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('invalid_api_key')
  await expect(page.getByText('Does waiting help?')).toBeVisible()

  const problem = (await (await request.get('/api/v1/tenants')).json()) as { type: string; code: string }
  await page.goto(problem.type)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(problem.code)
})

test('the list leads to every code, and what is no code is nowhere', async ({ page, request }) => {
  await page.goto('/errors')
  const links = await page
    .getByRole('main')
    .getByRole('link')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
  expect(links.length).toBeGreaterThan(45)
  for (const link of links) expect((await request.get(link)).status(), link).toBe(200)
  expect((await request.get('/errors/no_such_code')).status()).toBe(404)
})

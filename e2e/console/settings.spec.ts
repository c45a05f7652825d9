/** The settings: a sign-in provider is added and lets somebody in, the portal gets its name; and all is put back. */
import { expect as expectSoon, test } from '@playwright/test'
import { callApi, signIn } from '../demo'
import { type Issuer, startIssuer } from '../oidc-issuer'

// On a machine that is busy with much else, everything comes later, nothing comes otherwise.
test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

type SignIn = { providers: { id: string }[]; version: number }
type Branding = { version: number }

const tag = Date.now().toString(36)
const email = `olga-${tag}@example.com`
let issuer: Issuer

test.beforeAll(async () => {
  const fields = { name: `Sign-in ${tag}`, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' }
  const tenant = await callApi<{ id: string }>('POST', 'tenants', fields)
  const memberships = [{ tenantId: tenant.id, role: 'developer' }]
  await callApi('POST', 'users', { kind: 'person', email, name: `Olga ${tag}`, memberships })
  issuer = await startIssuer({ sub: `subject-${tag}`, email, name: 'Olga' })
})
test.afterAll(async () => {
  const branding = await callApi<Branding>('GET', 'settings/branding')
  await callApi(
    'PATCH',
    'settings/branding',
    { name: 'Tollgate', welcome: '', supportUrl: null },
    { 'if-match': `"${branding.version}"` },
  )
  await issuer.close()
})

test('a provider set in the console lets its people in at once, each as the user of their e-mail', async ({ page, browser }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/settings')
  await page.getByRole('button', { name: 'Add a provider' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Kind').selectOption('oidc')
  await form.getByLabel('Name on the button').fill(`Test ${tag}`)
  await form.getByLabel('Id', { exact: true }).fill(`test-${tag}`)
  await form.getByLabel('Issuer', { exact: true }).fill('ftp://nowhere')
  await form.getByLabel('Client id').fill(issuer.clientId)
  await form.getByLabel('Client secret').fill(issuer.clientSecret)
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(form.getByText(/must be a URL/)).toBeVisible()
  await form.getByLabel('Issuer', { exact: true }).fill(issuer.url)
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const provider = page.getByRole('listitem').filter({ hasText: `Test ${tag}` })
  await expect(provider.getByText(/No first sign-in is linked by itself/)).toBeVisible()

  // Nobody has linked this identity, and the provider's word for an e-mail is not taken: they stay outside.
  const other = await browser.newContext()
  const outside = await other.newPage()
  await outside.goto('/sign-in')
  await outside.getByRole('button', { name: `Sign in with Test ${tag}` }).click()
  await expect(outside.getByText(/That account is not known here/)).toBeVisible({ timeout: 60_000 })

  await provider.getByRole('button', { name: /^Edit provider/ }).click()
  await page.getByRole('dialog').getByLabel('Link the first sign-in by e-mail').check()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(provider.getByText(/First sign-ins are linked by e-mail/)).toBeVisible()

  await outside.goto('/sign-in?callbackUrl=/portal')
  await outside.getByRole('button', { name: `Sign in with Test ${tag}` }).click()
  await expect(outside.getByRole('heading', { level: 1, name: 'My subscriptions' })).toBeVisible({ timeout: 60_000 })
  await expect(outside.getByText(`Olga ${tag}`).first()).toBeVisible()
  await other.close()

  await provider.getByRole('button', { name: /^Remove provider/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove provider' }).click()
  await expect(provider).toHaveCount(0)
  const { providers } = await callApi<SignIn>('GET', 'settings/sign-in')
  expect(providers.map(({ id }) => id)).not.toContain(`test-${tag}`)
})

test('the portal gets its name and its welcome', async ({ page, browser }) => {
  await signIn(page, 'admin')
  await page.goto('/admin/settings')
  await page.getByRole('button', { name: 'Edit portal' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Name', { exact: true }).fill(`Acme ${tag}`)
  await form.getByLabel('Welcome').fill(`Ask before you build, ${tag}.`)
  await form.getByLabel(/^Help/).fill('mailto:ai@example.com')
  await form.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  const other = await browser.newContext()
  const developer = await other.newPage()
  await developer.goto('/sign-in')
  await expect(developer.getByText(`With your account of this Acme ${tag}.`)).toBeVisible()
  await signIn(developer, 'developer')
  await developer.goto('/portal')
  await expect(developer.getByText(`Ask before you build, ${tag}.`)).toBeVisible()
  await expect(developer.getByRole('link', { name: 'ai@example.com' })).toBeVisible()
  await other.close()
})

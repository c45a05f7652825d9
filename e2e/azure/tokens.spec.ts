/** An admin trusts a token issuer, an application calls with its token, and the console says what it would make of another. */
import { expect as atOnce, test } from '@playwright/test'
import { type SimulatedIdentity, startIdentity } from '../../simulator/azure/identity/start-identity'
import { callApi, choose, readDemo, signIn } from '../demo'
import { makeOwnEstate, type OwnEstate } from '../own-estate'

// A slow machine is no failure.
test.describe.configure({ timeout: 180_000 })
const expect = atOnce.configure({ timeout: 30_000 })

let identity: SimulatedIdentity
let estate: OwnEstate
test.beforeAll(async () => {
  identity = await startIdentity()
  const { simulator } = readDemo() as unknown as { simulator: string }
  estate = await makeOwnEstate('tokens', `${simulator}/openai/v1`)
})
test.afterAll(() => identity.close())

test('an issuer is trusted in the console, and its tokens call at once', async ({ page }) => {
  const { tag, model } = estate
  const { entra, url } = identity
  await signIn(page, 'admin')
  await page.goto('/admin/token-issuers')
  await page.getByRole('button', { name: 'Trust an issuer' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Issuer').fill('not an address')
  await dialog.getByRole('button', { name: 'Trust it' }).click()
  await expect(dialog.getByText('must be an address such as')).toBeVisible()
  await dialog.getByLabel('Issuer').fill(entra.issuer(url))
  await dialog.getByLabel('Name', { exact: true }).fill(`Entra ${tag}`)
  await dialog.getByLabel('Audiences').fill(`api://${tag}`)
  await dialog.getByLabel('Claim that names the user').fill('oid')
  await dialog.getByRole('button', { name: 'Add a rule for callers' }).click()
  const rule = dialog.getByRole('group', { name: 'Callers, 1' })
  await rule.getByLabel(/^Claim/).fill('roles')
  await rule.getByLabel('Value').fill('chat.use')
  await choose(rule, 'Subscription', `App ${tag}`)
  await dialog.getByRole('button', { name: 'Trust it' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByRole('link', { name: `Entra ${tag}` }).click()
  await expect(page.getByText('roles has chat.use')).toBeVisible()
  await page.getByRole('button', { name: /Ask .* for its keys/ }).click()
  await expect(page.getByText('It publishes one key.')).toBeVisible()

  const token = entra.issue(url, { aud: `api://${tag}`, oid: 'anna', roles: ['chat.use'], preferred_username: `anna@${tag}` })
  const call = () =>
    fetch(`${readDemo().url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] }),
    })
  // The simulated provider may not know the model: what counts is that the caller is known.
  await expect.poll(async () => (await call()).headers.get('x-tollgate-code') ?? 'none').not.toBe('invalid_token')
  const answer = await call()
  const id = answer.headers.get('x-request-id') ?? ''
  await expect
    .poll(async () => (await callApi<{ userName: string }>('GET', `calls/${id}`).catch(() => null))?.userName)
    .toBe(`anna@${tag}`)
  await page.goto(`/admin/calls/${id}`)
  await expect(page.getByText(`a token of Entra ${tag}`)).toBeVisible()
})

test('the console says why a token would be refused, and shows none of it', async ({ page }) => {
  const { entra, url } = identity
  await signIn(page, 'admin')
  await page.goto('/admin/token-issuers')
  const field = page.getByRole('textbox', { name: 'Token' })
  await field.fill('nothing of the kind')
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByText('This is no JSON web token.')).toBeVisible()
  await field.fill(entra.issue(url, { iss: 'https://login.example.com/nobody', aud: 'x', oid: 'anna' }))
  await page.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(page.getByText('Nobody trusts its issuer here')).toBeVisible()
})

/**
 * Sign-in by a real OpenID provider: issuer and subject say who it is, groups say what they may do, and who has left a group, the
 * directory, or is disabled here is out at the next request.
 */
import { type BrowserContext, expect as expectSoon, type Page, test } from '@playwright/test'
import { callApi, readDemo, signIn } from '../demo'
import { type Directory, startDirectory } from '../directory'
import { makeDeveloper, tagged } from './portal-estate'

test.describe.configure({ timeout: 240_000 })
const expect = expectSoon.configure({ timeout: 45_000 })

type Settings = { providers: Record<string, unknown>[]; version: number }
type Me = { id: string; email: string; memberships: { tenantId: string; role: string }[] }

const id = `dir-${Date.now().toString(36)}`
const name = `Directory ${id}`
let directory: Directory
let tenants: { sales: string; support: string }
let admin: BrowserContext

/** The settings as a whole, with this provider changed, added, or taken out. */
async function setProvider(fields: Record<string, unknown> | null): Promise<void> {
  const { request } = admin
  const origin = readDemo().url
  const { providers, version } = (await (await request.get('/api/v1/settings/sign-in')).json()) as Settings
  const others = providers
    .filter((one) => one.id !== id && one.isFromEnvironment !== true)
    .map(({ secretSetAt: _, redirectUrl: __, isFromEnvironment: ___, ...kept }) => kept)
  const answer = await request.patch('/api/v1/settings/sign-in', {
    headers: { 'if-match': `"${version}"`, origin },
    data: { providers: fields ? [...others, fields] : others },
  })
  expect(answer.status(), await answer.text()).toBe(200)
}

test.beforeAll(async ({ browser }) => {
  directory = await startDirectory(`${readDemo().url}/api/auth/callback/${id}`)
  const make = async (title: string) =>
    (
      await callApi<{ id: string }>('POST', 'tenants', {
        name: tagged(title),
        costCentre: 'CC-1',
        timeZone: 'UTC',
        currency: 'USD',
      })
    ).id
  tenants = { sales: await make('Sales'), support: await make('Support') }
  admin = await browser.newContext()
  await signIn(await admin.newPage(), 'admin')
  await setProvider({
    id,
    name,
    kind: 'oidc',
    issuer: directory.issuer,
    clientId: directory.clientId,
    clientSecret: directory.clientSecret,
    linksByEmail: false,
    groupsClaim: 'groups',
    groupRules: [
      { group: 'sales-developers', tenantId: tenants.sales, role: 'developer' },
      { group: 'sales-owners', tenantId: tenants.sales, role: 'owner' },
      { group: 'support', tenantId: tenants.support, role: 'viewer' },
    ],
  })
})
test.afterAll(async () => {
  await setProvider(null)
  await admin.close()
  await directory.close()
})

async function enter(page: Page, subject: string): Promise<void> {
  await page.goto('/sign-in?callbackUrl=/portal')
  await page.getByRole('button', { name: `Sign in with ${name}` }).click()
  await page.getByPlaceholder('Enter any login').fill(subject)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

async function me(page: Page): Promise<Me | number> {
  const answer = await page.request.get('/api/v1/me')
  return answer.ok() ? ((await answer.json()) as Me) : answer.status()
}

const rolesOf = (who: Me | number) =>
  typeof who === 'number' ? who : Object.fromEntries(who.memberships.map(({ tenantId, role }) => [tenantId, role]))

test('groups give tenants and roles, follow the directory at each request, and end with it', async ({ page }) => {
  const subject = `nina-${id}`
  const person = { name: 'Nina', email: `${subject}@example.com`, email_verified: true, groups: ['sales-developers', 'choir'] }
  directory.people.set(subject, person)
  await enter(page, subject)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page).toHaveURL(/\/portal/)
  expect(rolesOf(await me(page))).toEqual({ [tenants.sales]: 'developer' })

  // Of several groups the highest role counts; another tenant comes and goes.
  directory.people.set(subject, { ...person, groups: ['sales-developers', 'sales-owners', 'support'] })
  expect(rolesOf(await me(page))).toEqual({ [tenants.sales]: 'owner', [tenants.support]: 'viewer' })
  directory.people.set(subject, { ...person, groups: ['support'] })
  expect(rolesOf(await me(page))).toEqual({ [tenants.support]: 'viewer' })

  directory.people.set(subject, { ...person, groups: [] })
  expect(await me(page)).toBe(401)
  await page.goto('/portal')
  await expect(page).toHaveURL(/sign-in/)
  // And cannot come in again.
  await page.getByRole('button', { name: `Sign in with ${name}` }).click()
  await expect(page.getByText(/That account is not known here/)).toBeVisible()
})

test('whoever has left the directory, or is disabled here, is out at the next request', async ({ browser }) => {
  for (const leave of ['directory', 'disabled'] as const) {
    const context = await browser.newContext()
    const page = await context.newPage()
    const subject = `${leave}-${id}`
    directory.people.set(subject, {
      name: leave,
      email: `${subject}@example.com`,
      email_verified: true,
      groups: ['sales-developers'],
    })
    await enter(page, subject)
    await expect(page).toHaveURL(/\/portal/)
    const known = await me(page)
    if (typeof known === 'number') throw new Error(`not signed in: ${known}`)
    if (leave === 'directory') directory.people.delete(subject)
    else {
      const user = await callApi<{ version: number }>('GET', `users/${known.id}`)
      await callApi('PATCH', `users/${known.id}`, { disabled: true }, { 'if-match': `"${user.version}"` })
    }
    expect(await me(page), leave).toBe(401)
    await page.goto('/portal')
    await expect(page).toHaveURL(/sign-in/)
    await context.close()
  }
})

test('an e-mail is nobody: who claims the address of somebody known here is somebody else', async ({ page }) => {
  const known = await makeDeveloper('Known by e-mail')
  const subject = `impostor-${id}`
  directory.people.set(subject, { name: 'Impostor', email: known.email, email_verified: true, groups: ['support'] })
  await enter(page, subject)
  await expect(page).toHaveURL(/\/portal/)
  const who = await me(page)
  expect(rolesOf(who)).toEqual({ [tenants.support]: 'viewer' })
  expect(typeof who === 'number' ? who : [who.id === known.userId, who.email === known.email]).toEqual([false, false])
})

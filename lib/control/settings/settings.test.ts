import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import type { SignInUpdate } from '@/lib/contracts/settings'
import { getBranding, updateBranding } from '@/lib/control/settings/branding-settings'
import { findMailServer, getMailSettings, parseMailServer, updateMailSettings } from '@/lib/control/settings/mail-settings'
import { getRetention, readRetention, updateRetention } from '@/lib/control/settings/retention-settings'
import { getSecretUses } from '@/lib/control/settings/secret-uses'
import { getSignInSettings, readSignIn, updateSignInSettings } from '@/lib/control/settings/sign-in-settings'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'

let control: TestControl
let admin: Actor
const any = { ifMatch: '*' }
const SECRET = 'a-very-secret-secret'

beforeAll(async () => {
  control = await startTestControl()
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(() => control.close())
beforeEach(() => control.db.setting.deleteMany())

const okta = {
  id: 'okta',
  name: 'Okta',
  kind: 'oidc' as const,
  issuer: 'https://login.example.com',
  clientId: 'tollgate',
}
const setProviders = (input: SignInUpdate) => updateSignInSettings(admin, input, any)

describe('the mail server', () => {
  it('is set and changed by version, its password answered to nobody and cleared with another host', async () => {
    const set = await updateMailSettings(
      admin,
      { host: 'smtp.example.com', user: 'u', password: SECRET, from: 'Tollgate <t@example.com>' },
      { ifMatch: '"0"' },
    )
    expect(set).toMatchObject({ host: 'smtp.example.com', passwordSetAt: expect.any(String), version: 1 })
    const stored = JSON.stringify([await control.db.setting.findMany(), await getMailSettings(admin, {})])
    expect(stored).not.toContain(SECRET)
    expect(await findMailServer(control.db, control.ports.keyRing, null)).toMatchObject({ port: 587, password: SECRET })
    await expect(updateMailSettings(admin, { port: 25 }, { ifMatch: '"0"' })).rejects.toMatchObject({ code: 'request.stale' })
    const moved = await updateMailSettings(admin, { host: 'smtp.example.net' }, any)
    expect(moved.passwordSetAt).toBeNull()
  })

  it('may not be where backends may not be', async () => {
    const inside = updateMailSettings(admin, { host: '10.0.0.1', from: 'a@b.example' }, any)
    await expect(inside).rejects.toMatchObject({ code: 'backend.address_refused', fields: [{ path: 'host' }] })
    const metadata = updateMailSettings(admin, { host: '169.254.169.254', from: 'a@b.example' }, any)
    await expect(metadata).rejects.toMatchObject({ code: 'backend.address_refused' })
  })

  it('is read from an address in the environment', () => {
    expect(parseMailServer('smtps://u%40x:p%3Aw@mail.example.com', 'A <a@b>')).toEqual({
      host: 'mail.example.com',
      port: 465,
      security: 'tls',
      user: 'u@x',
      password: 'p:w',
      from: 'A <a@b>',
    })
    expect(parseMailServer('smtp://relay:2525?security=none', undefined)).toMatchObject({ port: 2525, security: 'none' })
    expect(parseMailServer(undefined, undefined)).toBeNull()
  })
})

describe('sign-in providers', () => {
  it('keep their secret while the issuer stays, and lose it with another', async () => {
    const made = await setProviders({ providers: [{ ...okta, clientSecret: SECRET }] })
    expect(made.providers).toMatchObject([
      { id: 'okta', secretSetAt: expect.any(String), redirectUrl: 'http://localhost:3300/api/auth/callback/okta' },
    ])
    expect(JSON.stringify([made, await control.db.auditEntry.findFirst({ orderBy: { version: 'desc' } })], text)).not.toContain(
      SECRET,
    )
    await setProviders({ providers: [{ ...okta, name: 'Our Okta' }] })
    expect((await readSignIn(control.ports)).providers).toMatchObject([{ name: 'Our Okta', clientSecret: SECRET }])
    await setProviders({ providers: [{ ...okta, issuer: 'https://evil.example.com' }] })
    expect((await readSignIn(control.ports)).providers[0]?.clientSecret).toBeNull()
  })

  it('of the environment stand beside the others and win by id', async () => {
    const port = { ...okta, clientSecret: 'env', linksByEmail: false, name: 'From env' }
    const ports = { ...control.ports, signInProviders: [port] }
    await setProviders({ providers: [okta, { ...okta, id: 'other' }] })
    expect((await readSignIn(ports)).providers.map(({ id, name }) => [id, name])).toEqual([
      ['okta', 'From env'],
      ['other', 'Okta'],
    ])
  })

  it('have an issuer without a password in it, encrypted unless it is on this machine', async () => {
    const outcome = (issuer: string) =>
      setProviders({ providers: [{ ...okta, issuer }] }).then(
        () => 'saved',
        (fault) => [fault.code, fault.fields?.[0]?.path],
      )
    const invalid = ['request.invalid', 'providers.0.issuer']
    expect(await outcome('https://user:pw@id.example.com')).toEqual(invalid)
    expect(await outcome('https://user@id.example.com')).toEqual(invalid)
    expect(await outcome('http://id.example.com')).toEqual(invalid)
    expect(await outcome('http://127.evil.example.com')).toEqual(invalid)
    expect(await outcome('not an address')).toEqual(invalid)
    expect(await outcome('http://127.0.0.1:8080')).toBe('saved')
    expect(await outcome('http://localhost:8080')).toBe('saved')
  })

  it('must be there before passwords go off', async () => {
    await expect(setProviders({ allowsPasswords: false })).rejects.toMatchObject({ fields: [{ path: 'allowsPasswords' }] })
    await setProviders({ providers: [okta] })
    expect((await setProviders({ allowsPasswords: false })).allowsPasswords).toBe(false)
    await expect(setProviders({ providers: [] })).rejects.toMatchObject({ code: 'request.invalid' })
    expect((await getSignInSettings(admin, {})).providers).toHaveLength(1)
  })
})

describe('the others', () => {
  const quiet = { announcement: '', announcementKind: 'news', announcementUntil: null }

  it('keep what was set, and say what the environment says where nothing was', async () => {
    expect(await getBranding(admin, {})).toEqual({ ...quiet, name: 'Tollgate', welcome: '', supportUrl: null, version: 0 })
    await updateBranding(admin, { name: 'Acme AI', supportUrl: 'mailto:ai@example.com' }, any)
    expect(await updateBranding(admin, { welcome: 'Hello' }, any)).toEqual({
      ...quiet,
      name: 'Acme AI',
      welcome: 'Hello',
      supportUrl: 'mailto:ai@example.com',
      version: 2,
    })
    const fromEnvironment = { keepRecordMonths: 24, keepTraceMonths: 1, expired: 'drop' as const }
    expect(await readRetention(control.db, fromEnvironment)).toMatchObject(fromEnvironment)
    await updateRetention(admin, { keepTraceMonths: 6 }, any)
    expect(await readRetention(control.db, fromEnvironment)).toMatchObject({ ...fromEnvironment, keepTraceMonths: 6 })
    expect((await getRetention(admin, {})).version).toBe(1)
  })

  it('say with which key what is sealed was sealed, settings included', async () => {
    await updateMailSettings(admin, { host: 'smtp.example.com', password: SECRET, from: 'a@b.example' }, any)
    await setProviders({ providers: [{ ...okta, clientSecret: SECRET }] })
    const uses = await getSecretUses(admin, {})
    expect(uses.encryption).toEqual([{ id: 'k1', isCurrent: true, count: 2 }])
    expect(uses.pepper).toEqual([{ id: 'p1', isCurrent: true, count: 0 }])
  })
})

const text = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

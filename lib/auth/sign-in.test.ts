import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { findActor } from '@/lib/auth/find-actor'
import { endSession } from '@/lib/auth/sessions'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { setLibraryEnv } from '@/lib/base/env'
import { toPublicId } from '@/lib/base/ids'
import { listSessions, revokeSession } from '@/lib/control/sessions/session-operations'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { hashPassword } from '@/lib/control/users/password'
import { updateUser } from '@/lib/control/users/user-commands'

const SECRET = 'a-session-secret-for-tests-of-32-characters'
const PASSWORD = 'correct horse battery'

let control: TestControl
let user: Actor
let email: string

beforeAll(async () => {
  setLibraryEnv('NEXTAUTH_SECRET', SECRET)
  control = await startTestControl()
  user = await makeActor(control, { platformRole: 'admin' })
  email = `${user.userId}@example.com`
  await control.db.user.update({ where: { id: user.userId }, data: { passwordHash: await hashPassword(PASSWORD) } })
})

beforeEach(async () => {
  control.clock.set(START_MS)
  await control.db.signInThrottle.deleteMany()
})

afterAll(() => control.close())

const from = (address: string | null = null) => ({ address, userAgent: 'test browser' })

const outcome = (given: string, password: string, address: string | null = null) =>
  signInWithPassword(given, password, from(address)).then(
    () => 'in',
    (fault) => fault.code,
  )

async function requestWith(sessionId: string): Promise<Request> {
  const cookie = await encode({ token: { sub: user.userId, sid: sessionId }, secret: SECRET })
  return new Request('http://localhost/api/v1/me', { headers: { cookie: `theme=dark; next-auth.session-token=${cookie}` } })
}

describe('signing in', () => {
  it('takes the right password, whatever the case of the e-mail', async () => {
    const signedIn = await signInWithPassword(email.toUpperCase(), PASSWORD, from('192.0.2.1'))
    const session = await control.db.session.findUniqueOrThrow({ where: { id: signedIn.sessionId } })
    expect(session).toMatchObject({ userId: user.userId, address: '192.0.2.1', userAgent: 'test browser' })
  })

  it('refuses a wrong password, an unknown e-mail and a disabled account alike', async () => {
    const disabled = await makeActor(control)
    const passwordHash = await hashPassword(PASSWORD)
    await control.db.user.update({ where: { id: disabled.userId }, data: { passwordHash, disabledAt: new Date() } })
    expect(await outcome(email, 'wrong')).toBe('auth.wrong_password')
    expect(await outcome('nobody@example.com', PASSWORD)).toBe('auth.wrong_password')
    expect(await outcome(`${disabled.userId}@example.com`, PASSWORD)).toBe('auth.wrong_password')
  })

  it('locks an account that is guessed at, longer each time, and lets the owner in between', async () => {
    for (let i = 0; i < 5; i++) expect(await outcome(email, 'guess')).toBe('auth.wrong_password')
    expect(await outcome(email, PASSWORD)).toBe('auth.throttled')
    control.clock.advance(59_000)
    expect(await outcome(email, PASSWORD)).toBe('auth.throttled')
    control.clock.advance(2000)
    expect(await outcome(email, 'guess')).toBe('auth.wrong_password')
    expect(await outcome(email, PASSWORD)).toBe('auth.throttled')
    control.clock.advance(121_000)
    expect(await outcome(email, PASSWORD)).toBe('in')
    expect(await outcome(email, 'guess')).toBe('auth.wrong_password')
  })

  it('counts guesses made at once', async () => {
    const guesses = await Promise.all(Array.from({ length: 20 }, () => outcome(email, 'guess')))
    expect(guesses.filter((guess) => guess === 'auth.wrong_password').length).toBeLessThanOrEqual(5)
  })

  it('locks an address that tries many accounts, which a success does not undo', async () => {
    for (let i = 0; i < 50; i++)
      await control.db.signInThrottle.upsert({
        where: { key: 'address:198.51.100.9' },
        create: { key: 'address:198.51.100.9', failures: 1, firstAt: new Date(START_MS) },
        update: { failures: { increment: 1 } },
      })
    expect(await outcome(email, PASSWORD, '198.51.100.9')).toBe('auth.throttled')
    expect(await outcome(email, PASSWORD, '198.51.100.10')).toBe('in')
  })
})

describe('a session', () => {
  const start = async () => (await signInWithPassword(email, PASSWORD, from())).sessionId

  it('names its user with the roles of this moment', async () => {
    const request = await requestWith(await start())
    expect(await findActor(request)).toMatchObject({ userId: user.userId, kind: 'user', platformRole: 'admin' })
    await control.db.user.update({ where: { id: user.userId }, data: { platformRole: 'auditor' } })
    expect(await findActor(request)).toMatchObject({ platformRole: 'auditor' })
    await control.db.user.update({ where: { id: user.userId }, data: { platformRole: 'admin' } })
  })

  it('is over at once when it is revoked, signed out, expired, or its user disabled', async () => {
    const revoked = await start()
    const actor = await findActor(await requestWith(revoked))
    if (!actor) throw new Error('signed in')
    const { items } = await listSessions(actor, { state: 'live' })
    expect(items.filter((session) => session.current).map((session) => session.id)).toEqual([toPublicId('session', revoked)])
    await revokeSession(actor, { id: toPublicId('session', revoked) })
    expect(await findActor(await requestWith(revoked))).toBeNull()

    const signedOut = await start()
    await endSession(signedOut)
    expect(await findActor(await requestWith(signedOut))).toBeNull()

    const old = await start()
    control.clock.advance(8 * 24 * 3_600_000)
    expect(await findActor(await requestWith(old))).toBeNull()
    control.clock.set(START_MS)

    const second = await makeActor(control, { platformRole: 'admin' })
    const live = await start()
    await updateUser(second, { id: toPublicId('user', user.userId), disabled: true }, { ifMatch: '*' })
    expect(await findActor(await requestWith(live))).toBeNull()
    await updateUser(second, { id: toPublicId('user', user.userId), disabled: false }, { ifMatch: '*' })
    expect(await findActor(await requestWith(live))).toBeNull()
  })

  it('is nobody with a cookie that we did not make', async () => {
    const cookie = await encode({ token: { sid: await start() }, secret: 'another-secret-of-thirty-two-characters' })
    const request = new Request('http://localhost/', { headers: { cookie: `next-auth.session-token=${cookie}` } })
    expect(await findActor(request)).toBeNull()
  })
})

/** E-mail and password. A wrong password, an unknown e-mail and a disabled account look and take the same. */

import { startSession } from '@/lib/auth/sessions'
import { clearAttempts, countAttempt } from '@/lib/auth/throttle'
import { Fault } from '@/lib/base/faults'
import { controlPorts } from '@/lib/control/control-ports'
import { isPassword } from '@/lib/control/users/password'

export type SignedIn = { id: string; name: string; email: string; sessionId: string }

type Origin = { address: string | null; userAgent: string | null }

/** Checks the password and starts a session. */
export async function signInWithPassword(email: string, password: string, origin: Origin): Promise<SignedIn> {
  const { db, clock } = controlPorts()
  const now = new Date(clock.now())
  const account = email.trim().toLowerCase()
  if (origin.address) await countAttempt(db, 'address', origin.address, now)
  await countAttempt(db, 'account', account, now)
  const user = await db.user.findUnique({ where: { email: account } })
  const mayEnter = user !== null && user.kind === 'person' && user.disabledAt === null
  const isRight = await isPassword(mayEnter ? user.passwordHash : null, password.slice(0, 200))
  if (!mayEnter || !isRight) throw new Fault('auth.wrong_password', { public: 'E-mail or password is wrong.' })
  await clearAttempts(db, account, origin.address)
  const sessionId = await startSession(user.id, origin)
  return { id: user.id, name: user.name, email: user.email, sessionId }
}

/** The first sign-in of somebody by a provider that proves e-mails: from then on (issuer, subject) is that user, whatever the e-mail. */
import { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { emailText } from '@/lib/contracts/fields'
import type { CommandContext } from '@/lib/control/context'
import { command } from '@/lib/control/operation'

const identity = z.strictObject({ issuer: z.string().min(1).max(500), subject: z.string().min(1).max(500), email: emailText })
const linked = z.object({ userId: z.string() })

/** Only the process itself does this, after the provider has vouched. Who has an identity of this issuer already gets no second. */
export const linkIdentity = command(
  'links.accept',
  { in: identity, out: linked },
  async (context, { issuer, subject, email }) => {
    const { db, now } = context
    const user = await db.user.findUnique({ where: { email }, include: { identities: true } })
    // The platform's own people are not handed out by a provider's word for an e-mail: whoever runs it could take the installation.
    if (
      !user ||
      user.platformRole ||
      user.disabledAt ||
      user.kind !== 'person' ||
      user.identities.some((one) => one.issuer === issuer)
    ) {
      throw new Fault('access.denied', { public: 'Nobody here has this account. Ask an admin to invite you.' })
    }
    await db.identity.create({ data: { issuer, subject, userId: user.id, createdAt: now } })
    if (user.identities.length === 0) await shutOthersOut(context, user)
    context.record({ noun: 'user', id: user.id, after: { linkedTo: issuer }, alters: [] })
    return { userId: user.id }
  },
)

/**
 * Whoever made the account may have set its password, or hold a link that sets one. Now that its owner has come, nothing of
 * before opens it.
 */
async function shutOthersOut({ db, now }: CommandContext, { id, email }: { id: string; email: string }): Promise<void> {
  await db.user.update({ where: { id }, data: { passwordHash: null, version: { increment: 1 } } })
  await db.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now } })
  await db.managementToken.updateMany({ where: { ownerId: id, revokedAt: null }, data: { revokedAt: now } })
  await db.oneTimeLink.updateMany({ where: { email, usedAt: null }, data: { usedAt: now } })
}

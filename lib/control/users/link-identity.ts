/** The first sign-in of somebody by a provider that proves e-mails: from then on (issuer, subject) is that user, whatever the e-mail. */
import { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { emailText } from '@/lib/contracts/fields'
import { command } from '@/lib/control/operation'

const identity = z.strictObject({ issuer: z.string().min(1).max(500), subject: z.string().min(1).max(500), email: emailText })
const linked = z.object({ userId: z.string() })

/** Only the process itself does this, after the provider has vouched. Who has an identity of this issuer already gets no second. */
export const linkIdentity = command(
  'links.accept',
  { in: identity, out: linked },
  async (context, { issuer, subject, email }) => {
    const { db } = context
    const user = await db.user.findUnique({ where: { email }, include: { identities: { where: { issuer } } } })
    // The platform's own people are not handed out by a provider's word for an e-mail: whoever runs it could take the installation.
    if (!user || user.platformRole || user.disabledAt || user.kind !== 'person' || user.identities.length > 0) {
      throw new Fault('access.denied', { public: 'Nobody here has this account. Ask an admin to invite you.' })
    }
    await db.identity.create({ data: { issuer, subject, userId: user.id, createdAt: context.now } })
    context.record({ noun: 'user', id: user.id, after: { linkedTo: issuer }, alters: [] })
    return { userId: user.id }
  },
)

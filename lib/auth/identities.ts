/** Who an outside issuer says somebody is: (issuer, subject), never an e-mail, which an issuer may let anybody claim. */
import { controlPorts } from '@/lib/control/control-ports'

/** The user of an identity, or null where nobody has linked it. */
export async function findUserOfIdentity(
  issuer: string,
  subject: string,
): Promise<{ id: string; name: string; email: string } | null> {
  const { db } = controlPorts()
  const identity = await db.identity.findUnique({ where: { issuer_subject: { issuer, subject } }, include: { user: true } })
  if (!identity || identity.user.disabledAt) return null
  const { id, name, email } = identity.user
  return { id, name, email }
}

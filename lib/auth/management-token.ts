/** Management tokens: `Authorization: Bearer tgm_…`. */
import type { Actor } from '@/lib/access/actor'
import { actorInclude, actorOf } from '@/lib/auth/actor-of-user'
import { digestsUnder } from '@/lib/base/pepper'
import { isWellFormedSecret } from '@/lib/base/secret-text'
import { controlPorts } from '@/lib/control/control-ports'

const SEEN_EVERY_MS = 60_000

/** The owner as they are now, cut down to the token's scopes; null where the token is not valid. */
export async function actorOfToken(token: string): Promise<Actor | null> {
  if (!isWellFormedSecret('tgm_', token)) return null
  const { db, clock, pepper } = controlPorts()
  const now = new Date(clock.now())
  const row = await db.managementToken.findFirst({
    where: { digest: { in: digestsUnder(pepper, token) } },
    include: { owner: { include: actorInclude } },
  })
  if (!row || row.revokedAt || row.expiresAt <= now || row.owner.disabledAt) return null
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > SEEN_EVERY_MS) {
    await db.managementToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } })
  }
  return { ...actorOf(row.owner), name: `${row.owner.name} (${row.name})`, kind: 'token', scopes: row.scopes, via: row.id }
}

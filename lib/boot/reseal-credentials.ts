/** Seals every stored credential anew under the current encryption key, one small command per backend, each in the audit trail. */
import { type KeyRing, seal, unseal } from '@/lib/base/encryption'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import type { Database } from '@/lib/db/client'
import { advanceControlHead } from '@/lib/db/control-head'

/** Returns how many were sealed under another key. One that was changed meanwhile is left to whoever changed it. */
export async function resealCredentials(db: Database, keyRing: KeyRing, now: Date): Promise<number> {
  const rows = await db.backend.findMany({
    where: { credentialCipher: { not: null }, credentialKeyId: { not: keyRing.current } },
    select: { id: true, credentialCipher: true, credentialKeyId: true },
  })
  let resealed = 0
  for (const { id, credentialCipher, credentialKeyId } of rows) {
    if (!credentialCipher || !credentialKeyId) continue
    const purpose = `backend:${id}`
    const { keyId, cipher } = seal(
      keyRing,
      purpose,
      unseal(keyRing, purpose, { keyId: credentialKeyId, cipher: credentialCipher }),
    )
    const entry = {
      at: now,
      actorId: null,
      actorKind: 'system',
      actorName: 'secrets',
      address: null,
      action: 'backends.update',
      noun: 'backend',
      entityId: id,
      tenantId: null,
      before: { credentialKeyId },
      after: { credentialKeyId: keyId },
    }
    await db.$transaction(async (tx) => {
      const { count } = await tx.backend.updateMany({
        where: { id, credentialKeyId },
        data: { credentialCipher: cipher, credentialKeyId: keyId },
      })
      if (count === 0) return
      await advanceControlHead(tx, { ...entry, digest: auditDigest(entry), alters: [{ noun: 'backend', id }] })
      resealed++
    })
  }
  return resealed
}

/** Which pepper and which encryption key what is stored was made with: what can be forgotten, and what not yet. */
import { empty } from '@/lib/contracts/paging'
import { type SecretUses, secretUses } from '@/lib/contracts/settings'
import { query } from '@/lib/control/operation'
import { sealedIn } from '@/lib/control/settings/stored-setting'

export const getSecretUses = query(
  'settings.read',
  { in: empty, out: secretUses },
  async ({ db, ports, now }): Promise<SecretUses> => {
    const [keys, backends, channels, settings, sessions] = await Promise.all([
      db.key.groupBy({
        by: ['pepperId'],
        where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
        _count: true,
      }),
      db.backend.groupBy({ by: ['credentialKeyId'], where: { credentialCipher: { not: null } }, _count: true }),
      db.channel.groupBy({ by: ['secretKeyId'], where: { secretCipher: { not: null } }, _count: true }),
      db.setting.findMany(),
      db.session.count({ where: { revokedAt: null, expiresAt: { gt: now } } }),
    ])
    const sealed = [
      ...backends.map(({ credentialKeyId, _count }) => [credentialKeyId ?? '', _count] as const),
      ...channels.map(({ secretKeyId, _count }) => [secretKeyId ?? '', _count] as const),
      ...settings.flatMap(({ value }) => sealedIn(value).map(({ sealed }) => [sealed.keyId, 1] as const)),
    ]
    return {
      pepper: usesOf(
        keys.map(({ pepperId, _count }) => [pepperId, _count] as const),
        ports.pepper.id,
      ),
      encryption: usesOf(sealed, ports.keyRing.current),
      sessions,
    }
  },
)

/** The current one is named even where nothing was made with it yet. */
function usesOf(rows: (readonly [id: string, count: number])[], current: string): SecretUses['pepper'] {
  const counts = new Map([[current, 0]])
  for (const [id, count] of rows) counts.set(id, (counts.get(id) ?? 0) + count)
  return [...counts].map(([id, count]) => ({ id, count, isCurrent: id === current }))
}

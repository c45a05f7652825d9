/**
 * What a channel keeps sealed: the signing secret of a webhook (beside the former one for a day, so that a receiver can be
 * moved over), or the whole address of a Slack or Teams hook, which anybody could post to who knew it.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type KeyRing, seal, unseal } from '@/lib/base/encryption'

const stored = z.union([
  z.object({ url: z.string() }),
  z.object({ signing: z.string(), former: z.string().optional(), formerUntil: z.iso.datetime().optional() }),
])

export type ChannelSecret = z.output<typeof stored>

export const FORMER_SECRET_MS = 24 * 3_600_000

/** A signing secret in the form of Standard Webhooks. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function sealChannelSecret(ring: KeyRing, channelId: string, secret: ChannelSecret, now: Date) {
  const { keyId, cipher } = seal(ring, channelPurpose(channelId), JSON.stringify(secret))
  return { secretKeyId: keyId, secretCipher: cipher, secretSetAt: now }
}

export function openChannelSecret(
  ring: KeyRing,
  row: { id: string; secretKeyId: string | null; secretCipher: Uint8Array | null },
): ChannelSecret | null {
  if (!row.secretKeyId || !row.secretCipher) return null
  const text = unseal(ring, channelPurpose(row.id), { keyId: row.secretKeyId, cipher: row.secretCipher })
  return stored.parse(JSON.parse(text))
}

export function channelPurpose(channelId: string): string {
  return `channel:${channelId}`
}

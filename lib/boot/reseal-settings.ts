/** Seals what channels and settings keep anew under the current encryption key, each in the audit trail. */
import { type KeyRing, seal, unseal } from '@/lib/base/encryption'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import { channelPurpose } from '@/lib/control/channels/channel-secret'
import {
  openText,
  type SettingName,
  sealedIn,
  sealText,
  settingNames,
  settingUuid,
  writeSetting,
} from '@/lib/control/settings/stored-setting'
import type { Database, Transaction } from '@/lib/db/client'
import { advanceControlHead } from '@/lib/db/control-head'

/** Returns how many were sealed under another key. */
export async function resealSettings(db: Database, keyRing: KeyRing, now: Date): Promise<number> {
  return (await resealChannels(db, keyRing, now)) + (await resealStored(db, keyRing, now))
}

async function resealChannels(db: Database, keyRing: KeyRing, now: Date): Promise<number> {
  const rows = await db.channel.findMany({ where: { secretCipher: { not: null }, secretKeyId: { not: keyRing.current } } })
  let resealed = 0
  for (const { id, secretKeyId, secretCipher } of rows) {
    if (!secretKeyId || !secretCipher) continue
    const purpose = channelPurpose(id)
    const { keyId, cipher } = seal(keyRing, purpose, unseal(keyRing, purpose, { keyId: secretKeyId, cipher: secretCipher }))
    await db.$transaction(async (tx) => {
      // One that was changed meanwhile is left to whoever changed it.
      const { count } = await tx.channel.updateMany({
        where: { id, secretKeyId },
        data: { secretKeyId: keyId, secretCipher: cipher },
      })
      if (count === 0) return
      await record(tx, { noun: 'channel', id, action: 'channels.update', before: secretKeyId, after: keyId, now })
      resealed++
    })
  }
  return resealed
}

async function resealStored(db: Database, keyRing: KeyRing, now: Date): Promise<number> {
  let resealed = 0
  for (const name of settingNames) {
    await db.$transaction(async (tx) => {
      await tx.controlHead.update({ where: { id: 1 }, data: { id: 1 } })
      const row = await tx.setting.findUnique({ where: { name } })
      const old = sealedIn(row?.value, `setting:${name}`).filter(({ sealed }) => sealed.keyId !== keyRing.current)
      if (!row || old.length === 0) return
      let text = JSON.stringify(row.value)
      for (const { purpose, sealed } of old) {
        const fresh = sealText(keyRing, purpose, openText(keyRing, purpose, sealed), now)
        text = text.replace(JSON.stringify(sealed.cipher), JSON.stringify(fresh.cipher))
        text = text.replaceAll(JSON.stringify(sealed.keyId), JSON.stringify(fresh.keyId))
      }
      await writeSetting(tx, name, JSON.parse(text) as object, now)
      const [first] = old
      const before = first?.sealed.keyId ?? ''
      await record(tx, { ...ofSetting(name), before, after: keyRing.current, now })
      resealed += old.length
    })
  }
  return resealed
}

const ofSetting = (name: SettingName) => ({ noun: 'setting', id: settingUuid(name), action: 'settings.update' })

type Resealed = { noun: string; id: string; action: string; before: string; after: string; now: Date }

async function record(tx: Transaction, { noun, id, action, before, after, now }: Resealed): Promise<void> {
  const entry = {
    at: now,
    actorId: null,
    actorKind: 'system',
    actorName: 'secrets',
    address: null,
    action,
    noun,
    entityId: id,
    tenantId: null,
    before: { keyId: before },
    after: { keyId: after },
  }
  await advanceControlHead(tx, { ...entry, digest: auditDigest(entry), alters: [] })
}

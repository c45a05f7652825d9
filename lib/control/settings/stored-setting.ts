/** A setting is one row of JSON under its name, with a version of its own; what is secret in it is sealed. */
import { z } from 'zod'
import { type KeyRing, seal, unseal } from '@/lib/base/encryption'
import type { Prisma, Tx } from '@/lib/control/database'

export const settingNames = ['mail', 'sign-in', 'branding', 'retention', 'reporting'] as const
export type SettingName = (typeof settingNames)[number]

/** A sealed text as it stands in JSON. */
export const sealedText = z.object({ keyId: z.string(), cipher: z.string(), setAt: z.iso.datetime() })
export type SealedText = z.output<typeof sealedText>

/** As much of Prisma as reading one takes: whoever must not wake it asks the table itself. */
export type SettingSource = {
  setting: { findUnique(question: { where: { name: SettingName } }): PromiseLike<{ value: unknown } | null> }
}

/** The stored value, or the schema's own defaults where nothing is stored or what is stored makes no sense. */
export async function readSetting<S extends z.ZodType>(db: SettingSource, name: SettingName, schema: S): Promise<z.output<S>> {
  const row = await db.setting.findUnique({ where: { name } })
  const parsed = schema.safeParse(row?.value ?? {})
  return parsed.success ? parsed.data : schema.parse({})
}

export async function writeSetting(db: Tx, name: SettingName, value: object, now: Date): Promise<void> {
  const data = { value: JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue, updatedAt: now }
  await db.setting.upsert({ where: { name }, update: data, create: { name, ...data } })
}

/** What the audit trail knows a setting by. */
export function settingUuid(name: SettingName): string {
  return `00000000-0000-7000-8000-00000000000${settingNames.indexOf(name) + 1}`
}

export function sealText(ring: KeyRing, purpose: string, text: string, now: Date): SealedText {
  const { keyId, cipher } = seal(ring, purpose, text)
  return { keyId, cipher: Buffer.from(cipher).toString('base64'), setAt: now.toISOString() }
}

export function openText(ring: KeyRing, purpose: string, sealed: SealedText): string {
  return unseal(ring, purpose, { keyId: sealed.keyId, cipher: Buffer.from(sealed.cipher, 'base64') })
}

/** Every sealed text inside a setting, and what it was sealed for. */
export function sealedIn(value: unknown, purpose = ''): { purpose: string; sealed: SealedText }[] {
  if (typeof value !== 'object' || value === null) return []
  const parsed = sealedText.safeParse(value)
  if (parsed.success) return [{ purpose, sealed: parsed.data }]
  const own = 'id' in value && typeof value.id === 'string' ? `${purpose}:${value.id}` : purpose
  return Object.values(value).flatMap((inner) => sealedIn(inner, own))
}

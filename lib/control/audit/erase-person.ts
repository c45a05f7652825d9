/**
 * Takes a person out of the audit trail without breaking it. The chain is over the digests as they were first written, which stay;
 * of each entry that lost a name the digest of what is left is kept beside, and all of those are sealed by the entry of the erasure,
 * which is in the chain itself. So an entry still cannot be changed unseen, neither before nor after.
 */
import { sha256 } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { auditErase, auditErased } from '@/lib/contracts/audit'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import type { CommandContext } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { rewriteAuditEntries } from '@/lib/db/rewrite-audit-entries'

const ERASED = '(erased)'
const BATCH = 500

type Row = Prisma.AuditEntryGetPayload<object>
/** All addresses and names the person ever had here. */
type Person = { id: string; publicId: string; emails: ReadonlySet<string>; names: ReadonlySet<string> }

export const erasePerson = command('audit.erase', { in: auditErase, out: auditErased, tokens: false }, async (context, input) => {
  const { db } = context
  const id = dbId('user', input.userId)
  const person = await db.user.findUnique({ where: { id } })
  if (!person) throw new Fault('resource.not_found', { public: 'There is no such user.' })
  if (!person.disabledAt)
    throw new Fault('resource.wrong_state', { public: 'Disable the user first: only who has left is erased.' })
  // Holds the one lock of the control plane, so that the next version is ours.
  await context.serialize()
  const head = await db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  const erasureVersion = head.version + 1n
  const known: Person = { id, publicId: input.userId, ...(await namesOf(db, person)) }
  const entries = await eraseEntries(context, known, erasureVersion, head.version)
  await eraseElsewhere(db, known)
  await eraseTokenUsers(db, known)
  await eraseUser(db, id)
  context.record({
    noun: 'user',
    id,
    after: { erased: entries, digest: await erasureDigest(db, erasureVersion) },
    alters: [],
  })
  return { entries }
})

/** What an erasure's entry seals: each entry it touched, and the digest of what was left of it. */
export async function erasureDigest(db: Tx, erasureVersion: bigint): Promise<string> {
  const rows = await db.auditErasure.findMany({ where: { erasureVersion }, orderBy: { version: 'asc' } })
  return sha256(rows.map(({ version, digest }) => `${version}:${Buffer.from(digest).toString('hex')}`).join('\n')).toString('hex')
}

async function namesOf(db: Tx, { id, email, name }: { id: string; email: string; name: string }) {
  const own = await db.auditEntry.findMany({ where: { entityId: id }, select: { before: true, after: true } })
  const emails = new Set([email])
  const names = new Set([name])
  for (const { before, after } of own)
    for (const state of [before, after])
      if (state && typeof state === 'object' && !Array.isArray(state)) {
        if (typeof state.email === 'string') emails.add(state.email.toLowerCase())
        if (typeof state.name === 'string') names.add(state.name)
      }
  return { emails, names }
}

/** Alerts they acknowledged, and notices that say their name or address. */
async function eraseElsewhere(db: Tx, { id, emails, names }: Person): Promise<void> {
  await db.alert.updateMany({ where: { acknowledgedBy: id }, data: { acknowledgedName: ERASED } })
  for (const said of [...emails, ...names]) {
    if (said === '') continue
    const where = { OR: [{ title: { contains: said } }, { text: { contains: said } }] }
    for (const notice of await db.notice.findMany({ where, select: { id: true, title: true, text: true } })) {
      const data = { title: withoutName(notice.title, said), text: withoutName(notice.text, said) }
      await db.notice.update({ where: { id: notice.id }, data })
    }
  }
}

/** Whom tokens named: by the identity they signed in with, their address or their name. Records keep the id, which says nothing. */
async function eraseTokenUsers(db: Tx, { id, emails, names }: Person): Promise<void> {
  const identities = await db.identity.findMany({ where: { userId: id }, select: { issuer: true, subject: true } })
  const same = (text: string) => ({ equals: text, mode: 'insensitive' as const })
  const said = [...emails, ...names].filter((text) => text !== '')
  const byWord = said.flatMap((text) => [{ name: same(text) }, { subject: same(text) }])
  await db.tokenUser.deleteMany({ where: { OR: [...identities, ...byWord] } })
}

/** Whole words only: who is called Al takes no letters out of others. */
function withoutName(text: string, said: string): string {
  const escaped = said.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), ERASED)
}

async function eraseEntries({ db }: CommandContext, person: Person, erasureVersion: bigint, last: bigint): Promise<number> {
  let erased = 0
  let after = 0n
  for (;;) {
    const rows = await db.auditEntry.findMany({
      where: { version: { gt: after, lte: last } },
      orderBy: { version: 'asc' },
      take: BATCH,
    })
    const left = rows.map((row) => without(row, person)).filter((entry) => entry !== null)
    if (left.length > 0) {
      await rewriteAuditEntries(db, left)
      const digestOf = (entry: Row) => new Uint8Array(auditDigest(entry))
      await db.auditErasure.createMany({
        data: left.map((entry) => ({ version: entry.version, erasureVersion, digest: digestOf(entry) })),
      })
      erased += left.length
    }
    const end = rows.at(-1)
    if (!end || rows.length < BATCH) return erased
    after = end.version
  }
}

/** The entry without the person; null where it never named them. */
function without(row: Row, person: Person): (Row & { before: Prisma.JsonValue; after: Prisma.JsonValue }) | null {
  const isActor = row.actorId === person.id
  const isSubject = row.entityId === person.id
  const before = redact(row.before, person, isSubject)
  const after = redact(row.after, person, isSubject)
  const isNamed = isActor || JSON.stringify([before, after]) !== JSON.stringify([row.before, row.after])
  if (!isNamed) return null
  return { ...row, before, after, actorName: isActor ? ERASED : row.actorName, address: isActor ? null : row.address }
}

/** The e-mail anywhere; a name where the entry is about the person, or where it stands beside their id: others may bear it too. */
function redact(value: Prisma.JsonValue, person: Person, isSubject: boolean): Prisma.JsonValue {
  if (typeof value === 'string') {
    return person.emails.has(value.toLowerCase()) ? ERASED : value
  }
  if (Array.isArray(value)) return value.map((inner) => redact(inner, person, isSubject))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isName = typeof inner === 'string' && ((isSubject && name === 'name') || isNameOf(name, inner, value, person))
      return [name, isName ? ERASED : redact(inner ?? null, person, isSubject)]
    }),
  )
}

/** `{ id, name }`, `{ userId, userName }`; of an alert only the name of who acknowledged it is kept. */
function isNameOf(field: string, text: string, beside: Prisma.JsonObject, { publicId, names }: Person): boolean {
  if (field === 'acknowledgedBy') return names.has(text)
  if (field === 'name') return beside.id === publicId
  return field.endsWith('Name') && beside[`${field.slice(0, -4)}Id`] === publicId
}

/** The row stays, so that ids in the ledger and the trail still mean one and the same nobody. */
async function eraseUser(db: Tx, id: string): Promise<void> {
  await db.identity.deleteMany({ where: { userId: id } })
  await db.session.deleteMany({ where: { userId: id } })
  await db.membership.deleteMany({ where: { userId: id } })
  await db.user.update({
    where: { id },
    data: {
      name: 'Erased user',
      email: `erased-${id}@erased.invalid`,
      passwordHash: null,
      platformRole: null,
      version: { increment: 1 },
    },
  })
}

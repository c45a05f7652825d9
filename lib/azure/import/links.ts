/** What was made of what. A thing that was made just before a process died has no link yet: it is found by its name. */
import type { ImportDoc } from '@/lib/azure/import/plan-instance'
import { sha256Hex } from '@/lib/base/digest'
import { toPublicId } from '@/lib/base/ids'
import type { Db } from '@/lib/control/database'

export type Links = { has(doc: ImportDoc): boolean; get(doc: ImportDoc): string | undefined }

export async function linksOf(db: Db, instanceId: string): Promise<Links> {
  const rows = await db.azureImported.findMany({ where: { instanceId }, select: { source: true, noun: true, entityId: true } })
  const byKey = new Map(rows.map(({ source, noun, entityId }) => [`${noun} ${source}`, entityId]))
  const keyOf = ({ noun, key }: ImportDoc) => `${noun} ${key}`
  return { has: (doc) => byKey.has(keyOf(doc)), get: (doc) => byKey.get(keyOf(doc)) }
}

export async function keepLink(db: Db, instanceId: string, doc: ImportDoc, entityId: string): Promise<void> {
  const { key: source, noun, name } = doc
  const data = { entityId, name, digest: digestOf(doc) }
  await db.azureImported.upsert({
    where: { instanceId_source_noun: { instanceId, source, noun } },
    create: { instanceId, source, noun, ...data },
    update: data,
  })
}

export function digestOf({ doc }: ImportDoc): string {
  return sha256Hex(JSON.stringify(doc))
}

/** Made since the import began, and nobody's: the last act of whoever worked at it before. */
export async function findOrphan(db: Db, { noun, name, doc }: ImportDoc, since: Date): Promise<string | null> {
  const id = await findMade(db, { noun, name, doc }, since)
  if (id === null) return null
  const isKnown = await db.azureImported.count({ where: { entityId: id } })
  return isKnown > 0 ? null : id
}

async function findMade(
  db: Db,
  { noun, name, doc }: Pick<ImportDoc, 'noun' | 'name' | 'doc'>,
  since: Date,
): Promise<string | null> {
  const where = { name, createdAt: { gte: since } }
  const select = { id: true }
  switch (noun) {
    case 'tenants':
      return publicOf('tenant', await db.tenant.findFirst({ where, select }))
    case 'backends':
      return publicOf('backend', await db.backend.findFirst({ where, select }))
    case 'pools':
      return publicOf('pool', await db.pool.findFirst({ where, select }))
    case 'models':
      return publicOf('model', await db.model.findFirst({ where, select }))
    case 'products':
      return publicOf('product', await db.product.findFirst({ where, select }))
    case 'limits':
      return publicOf('limit', await db.limit.findFirst({ where, select }))
    case 'bases':
      return publicOf('base', await db.basePath.findFirst({ where: { path: String(doc.path).toLowerCase() }, select }))
    case 'subscriptions':
      return null
  }
}

function publicOf(noun: 'tenant' | 'backend' | 'pool' | 'model' | 'product' | 'limit' | 'base', row: { id: string } | null) {
  return row ? toPublicId(noun, row.id) : null
}

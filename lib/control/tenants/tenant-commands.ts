import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { tenant, tenantCreate, tenantUpdate } from '@/lib/contracts/tenant'
import { command } from '@/lib/control/operation'
import { tenantOf } from '@/lib/control/tenants/tenant-queries'
import { checkedParent } from '@/lib/control/tenants/tenant-tree'
import { tenantInclude, tenantView, zoneAt } from '@/lib/control/tenants/tenant-view'
import { requireVersion } from '@/lib/control/versions'

/** A tenant's first zone holds for all the past. */
const EPOCH = new Date(0)

export const createTenant = command(
  'tenants.create',
  { in: tenantCreate, out: tenant, creates: true },
  async (context, { parentId, timeZone, ...fields }) => {
    const { db, now } = context
    const row = await db.tenant.create({
      data: {
        id: newUuid(),
        ...fields,
        parentId: parentId ? await checkedParent(context, parentId, null) : null,
        timeZones: { create: { timeZone, effectiveFrom: EPOCH } },
        createdAt: now,
      },
      include: tenantInclude,
    })
    const after = tenantView(row, now)
    context.record({ noun: 'tenant', id: row.id, tenantId: row.id, after })
    return after
  },
)

export const updateTenant = command(
  'tenants.update',
  { path: { id: 'tenant' }, in: tenantUpdate, out: tenant, versioned: true },
  async (context, { id, parentId, timeZone, timeZoneFrom, ...fields }) => {
    const { db, now } = context
    const row = await tenantOf(context, id)
    const before = tenantView(row, now)
    requireVersion(context, before)
    const parent = parentId ? await checkedParent(context, parentId, id) : parentId
    const effectiveFrom = timeZoneFrom ? new Date(timeZoneFrom) : now
    // A day already counted keeps its zone, so a change never reaches back.
    if (effectiveFrom < now) throw new Fault('request.invalid', { public: 'timeZoneFrom must not be in the past.' })
    if (timeZone) {
      const later = { tenantId: id, effectiveFrom: { gte: effectiveFrom } }
      await db.tenantTimeZone.deleteMany({ where: later })
      const kept = row.timeZones.filter((zone) => zone.effectiveFrom < effectiveFrom)
      if (zoneAt({ timeZones: kept }, effectiveFrom) !== timeZone) {
        await db.tenantTimeZone.create({ data: { tenantId: id, timeZone, effectiveFrom } })
      }
    }
    const updated = await db.tenant.update({
      where: { id, version: row.version },
      data: { ...fields, ...(parent === undefined ? {} : { parentId: parent }), version: { increment: 1 } },
      include: tenantInclude,
    })
    const after = tenantView(updated, now)
    context.record({ noun: 'tenant', id, tenantId: id, before, after })
    return after
  },
)

/** Archives: what it spent stays on its statements. */
export const deleteTenant = command(
  'tenants.delete',
  { path: { id: 'tenant' }, in: empty, out: tenant, versioned: true },
  async (context, { id }) => {
    const { db, now } = context
    const row = await tenantOf(context, id)
    const before = tenantView(row, now)
    requireVersion(context, before)
    const live = await db.subscription.count({ where: { tenantId: id, state: { in: ['submitted', 'active', 'suspended'] } } })
    const children = await db.tenant.count({ where: { parentId: id, archivedAt: null } })
    if (live > 0 || children > 0) {
      throw new Fault('resource.in_use', {
        public: `The tenant still has ${live} live subscription(s) and ${children} child tenant(s). Cancel or move them first.`,
      })
    }
    const archived = await db.tenant.update({
      where: { id, version: row.version },
      data: { archivedAt: row.archivedAt ?? now, version: { increment: 1 } },
      include: tenantInclude,
    })
    const after = tenantView(archived, now)
    context.record({ noun: 'tenant', id, tenantId: id, before, after })
    return after
  },
)

import { z } from 'zod'
import { count, currency, idOf, instant, nameText, region, timeZone, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const tenant = z
  .object({
    id: idOf('tenant'),
    name: z.string(),
    costCentre: z.string(),
    parentId: idOf('tenant').nullable(),
    timeZone: z.string(),
    /** The zone of each day: past days keep the zone they were counted in. */
    timeZones: z.array(z.object({ timeZone: z.string(), effectiveFrom: instant })),
    currency: z.string(),
    regions: z.array(z.string()),
    memberCount: count,
    subscriptionCount: count,
    childCount: count,
    archivedAt: instant.nullable(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Tenant' })

const costCentre = z.string().trim().min(1, 'must not be empty').max(60, 'must have at most 60 characters')

export const tenantCreate = z
  .strictObject({
    name: nameText,
    costCentre,
    parentId: idOf('tenant').nullish(),
    timeZone,
    currency,
    regions: z.array(region).max(100).default([]),
  })
  .meta({ id: 'TenantCreate' })

export const tenantUpdate = z
  .strictObject({
    name: nameText.optional(),
    costCentre: costCentre.optional(),
    parentId: idOf('tenant').nullish(),
    timeZone: timeZone.optional(),
    /** When the time zone begins; default now. What was announced for later is off. */
    timeZoneFrom: instant.nullish(),
    currency: currency.optional(),
    regions: z.array(region).max(100).optional(),
  })
  .meta({ id: 'TenantUpdate' })

export const tenantList = listQuery.extend({
  parentId: idOf('tenant').optional(),
  costCentre: z.string().optional(),
  archived: z.enum(['true', 'false']).optional(),
  /** Only those without a parent. */
  top: z.enum(['true']).optional(),
})

export const tenantSummary = z.object({ inUse: count, top: count, archived: count }).meta({ id: 'TenantSummary' })

export const tenantPage = pageOf(tenant, 'TenantPage')

export type Tenant = z.output<typeof tenant>
export type TenantCreate = z.input<typeof tenantCreate>
export type TenantUpdate = z.input<typeof tenantUpdate>

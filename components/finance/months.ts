import type { ChargebackBy } from '@/lib/contracts/chargeback'
import { chargebackBy } from '@/lib/contracts/enumerations'

export const byWords: Record<ChargebackBy, { title: string; one: string; many: string }> = {
  tenant: { title: 'Tenant', one: 'tenant', many: 'tenants' },
  costCentre: { title: 'Cost centre', one: 'cost centre', many: 'cost centres' },
  product: { title: 'Product', one: 'product', many: 'products' },
  model: { title: 'Model', one: 'model', many: 'models' },
  backend: { title: 'Backend', one: 'backend', many: 'backends' },
  key: { title: 'Key', one: 'key', many: 'keys' },
  endUser: { title: 'End user', one: 'end user', many: 'end users' },
  tag: { title: 'Tag', one: 'tag', many: 'tags' },
}

/** The last months, newest first: 2026-11, 2026-10, … */
export function lastMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7),
  )
}

/** The month a URL names, else the newest. */
export function readMonth(value: string | string[] | undefined, months: string[]): string {
  if (typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value)) return value
  return months[0] ?? ''
}

export function readBy(value: string | string[] | undefined): ChargebackBy {
  return chargebackBy.find((one) => one === value) ?? 'tenant'
}

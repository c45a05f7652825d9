/** The page a notice links to, for who gets it: channels are read by admins, and an owner cannot open an admin's page. */
import { toPublicId } from '@/lib/base/ids'
import type { DueDelivery } from '@/lib/jobs/notify/claim-deliveries'

export function pageFor(due: Pick<DueDelivery, 'path' | 'channel_id' | 'platform_role' | 'tenant_id'>): string | null {
  const seesAdminPages = due.channel_id !== null || due.platform_role === 'admin' || due.platform_role === 'auditor'
  if (!due.path?.startsWith('/admin') || seesAdminPages) return due.path
  return due.tenant_id === null ? '/portal' : `/portal/tenants/${toPublicId('tenant', due.tenant_id)}`
}

import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { ownAuditSpec } from '@/components/audit/audit-list'
import { AuditTable } from '@/components/audit/audit-table'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/auth/require-actor'
import { listAudit } from '@/lib/control/audit/audit-queries'

export const metadata: Metadata = { title: 'Audit' }

/** Who changed what in my tenants? */
export default async function MyAuditPage({ searchParams }: PageProps) {
  const actor = await requireActor('audit.read')
  const first = await firstPage(listAudit, actor, await searchParams, ownAuditSpec)
  return (
    <>
      <PageHeader title="Audit" sentence="Every change in the tenants you own, newest first, with who made it." />
      <AuditTable first={first} isOwn />
    </>
  )
}

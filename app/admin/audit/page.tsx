import type { Metadata } from 'next'
import { firstPage, type PageProps } from '@/app/page-data'
import { AuditHeadSection } from '@/components/audit/audit-head'
import { auditSpec } from '@/components/audit/audit-list'
import { AuditTable } from '@/components/audit/audit-table'
import { ErasePerson } from '@/components/audit/erase-person'
import { VerifyAudit } from '@/components/audit/verify-audit'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getAuditHead } from '@/lib/control/audit/audit-head'
import { listAudit } from '@/lib/control/audit/audit-queries'

export const metadata: Metadata = { title: 'Audit' }

/** Who changed what? */
export default async function AuditPage({ searchParams }: PageProps) {
  const actor = await requireActor('audit.read')
  const [first, newest, head] = await Promise.all([
    firstPage(listAudit, actor, await searchParams, auditSpec),
    listAudit(actor, { limit: 1 }),
    isAllowed(actor, 'audit.verify') ? getAuditHead(actor, {}) : null,
  ])
  const version = newest.items[0]?.version ?? 0
  return (
    <>
      <PageHeader
        title="Audit"
        sentence={`${countOf(version, 'change')} so far, each chained to the one before it, so that none can be changed or taken out unseen.`}
        actions={
          <>
            {isAllowed(actor, 'audit.erase') ? <ErasePerson /> : null}
            {isAllowed(actor, 'audit.verify') ? <VerifyAudit /> : null}
          </>
        }
      />
      <AuditTable first={first} canRestore={isAllowed(actor, 'audit.restore')} />
      {head ? <AuditHeadSection head={head} /> : null}
    </>
  )
}

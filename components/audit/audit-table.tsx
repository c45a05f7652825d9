'use client'

import Link from 'next/link'
import { useState } from 'react'
import { AuditDiff } from '@/components/audit/audit-diff'
import { auditSpec, ownAuditSpec } from '@/components/audit/audit-list'
import { describeChange, diffOf } from '@/components/audit/diff'
import { isRestorable, RestoreVersion } from '@/components/audit/restore-version'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { AuditEntry } from '@/lib/contracts/audit'

type Props = {
  first: FirstPage<AuditEntry> | undefined
  /** Of the own tenants only. */
  isOwn?: boolean
  canRestore?: boolean
}

/** Who changed what, newest first; each with what it was before and after. */
export function AuditTable({ first, isOwn, canRestore }: Props) {
  const [shown, setShown] = useState<AuditEntry | null>(null)
  return (
    <>
      <ListTable
        label="Audit entries"
        path="audit"
        columns={columns}
        rowId={(entry) => String(entry.version)}
        spec={isOwn ? ownAuditSpec : auditSpec}
        first={first}
        empty={
          <EmptyState
            title="Nothing has been changed yet"
            advice="Every change made in the console or by the management API is written here, with who made it."
          />
        }
        rowActions={(entry) => (
          <Button size="small" look="quiet" aria-label={`Show change ${entry.version}`} onClick={() => setShown(entry)}>
            Show
          </Button>
        )}
      />
      {shown ? (
        <Dialog
          isOpen
          onOpenChange={() => setShown(null)}
          width="wide"
          title={`${shown.action}, version ${shown.version}`}
          sentence={
            <>
              By {shown.actorName}
              {shown.address ? ` from ${shown.address}` : ''}, <Time value={shown.at} />
            </>
          }
        >
          <AuditDiff before={shown.before} after={shown.after} />
          <div className="mt-4 flex flex-wrap items-center gap-x-4">
            {shown.entityId ? (
              <Link href={`?entityId=${shown.entityId}`} className="underline underline-offset-4" onClick={() => setShown(null)}>
                All changes of this {shown.noun}
              </Link>
            ) : null}
          </div>
          {canRestore && isRestorable(shown) ? <RestoreVersion entry={shown} onDone={() => setShown(null)} /> : null}
        </Dialog>
      ) : null}
    </>
  )
}

const columns: ColumnSpec<AuditEntry>[] = [
  { id: 'at', title: 'When', text: (entry) => entry.at, cell: (entry) => <Time value={entry.at} /> },
  {
    id: 'actor',
    title: 'Who',
    text: (entry) => (entry.actorKind === 'user' ? entry.actorName : `${entry.actorName} (${entry.actorKind})`),
  },
  { id: 'action', title: 'Action', text: (entry) => entry.action },
  { id: 'change', title: 'Change', text: (entry) => describeChange(diffOf(entry.before, entry.after)) },
  { id: 'address', title: 'From', text: (entry) => entry.address ?? '', isHiddenAtFirst: true },
  { id: 'entity', title: 'Id', text: (entry) => entry.entityId ?? '', isHiddenAtFirst: true },
  { id: 'version', title: 'Version', text: (entry) => String(entry.version), isNumeric: true },
]

'use client'

import Link from 'next/link'
import { LocalTable } from '@/components/data-table/local-table'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'

type Row = { backendId: string; backendName: string; region: string | null; deployment: string | null; isDrained: boolean }

/** The backends of a model's pool, and what each calls it. */
export function ModelDeployments({ rows }: { rows: Row[] }) {
  return (
    <LocalTable
      label="Deployments"
      prefix="deployment"
      hasSearch={false}
      rows={rows}
      rowId={(row) => row.backendId}
      empty={<EmptyState title="No backends" advice="Its pool is empty, so nothing answers." />}
      columns={[
        {
          id: 'backend',
          title: 'Backend',
          text: (row) => row.backendName,
          cell: (row) => (
            <Link href={`/admin/backends/${row.backendId}`} className="hover:underline">
              {row.backendName}
            </Link>
          ),
        },
        { id: 'region', title: 'Region', text: (row) => row.region ?? '' },
        {
          id: 'deployment',
          title: 'Deployment',
          text: (row) => row.deployment ?? 'none',
          cell: (row) =>
            row.deployment === null ? (
              <Badge tone="warn">none: passed over</Badge>
            ) : (
              <code className="text-sm">{row.deployment}</code>
            ),
        },
        { id: 'state', title: 'State', text: (row) => (row.isDrained ? 'drained' : 'in rotation') },
      ]}
    />
  )
}

'use client'

import { useMemo } from 'react'
import { LocalTable } from '@/components/data-table/local-table'
import { fleetColumns } from '@/components/fleet/fleet-columns'
import { jobColumns } from '@/components/fleet/job-columns'
import { describeBytes, describeSpan } from '@/components/fleet/words'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Figures } from '@/components/ui/figures'
import { countOf, describeCount } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { useResource } from '@/lib/client/use-resource'
import type { Fleet } from '@/lib/contracts/fleet'

const REFETCH_MS = 1_000

/** The fleet as it stands this second. */
export function FleetView({ first }: { first: Fleet }) {
  const { data, error, refetch } = useResource<Fleet>('fleet', first, undefined, { refetchMs: REFETCH_MS })
  const { replicas, jobs, missing, catalogVersion, closedMonthsHeldBy } = data ?? first
  const columns = useMemo(() => fleetColumns(), [])
  const present = replicas.filter(({ state }) => state !== 'missing')
  const spoolBytes = present.reduce((sum, one) => sum + one.spoolBytes, 0)
  const oldestMs = Math.max(0, ...present.map((one) => one.oldestUnflushedMs))
  const behind = present.filter((one) => one.catalogBehind > 0).length
  const troubled = present.filter(({ state }) => state !== 'ready').length
  return (
    <>
      <Figures
        figures={[
          {
            label: 'Running',
            value: describeCount(present.length),
            note: missing > 0 ? `${countOf(missing, 'replica')} missing` : troubled > 0 ? `${troubled} in trouble` : 'all ready',
          },
          { label: 'Calls under way', value: describeCount(present.reduce((sum, one) => sum + one.inFlight, 0)) },
          {
            label: 'Catalog',
            value: `version ${describeCount(catalogVersion)}`,
            note: behind === 0 ? 'known to all' : `${countOf(behind, 'replica')} behind`,
          },
          {
            label: 'Spool',
            value: describeBytes(spoolBytes),
            note: oldestMs === 0 ? 'all of it in the database' : `oldest call waits ${describeSpan(oldestMs)}`,
          },
          {
            label: 'Closed months',
            value: closedMonthsHeldBy === 'rights' ? 'out of reach' : 'behind triggers',
            note:
              closedMonthsHeldBy === 'rights'
                ? 'this role of the database may not change them'
                : 'this role owns the tables: give DATABASE_OWNER_URL',
          },
        ]}
      />
      <Section
        title="Replicas"
        sentence="Renewed every second. One that stops by itself leaves the list; one that went silent stays, as missing, for a day."
      >
        {error && data === undefined ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
        <LocalTable
          label="Replicas"
          columns={columns}
          rows={replicas}
          rowId={({ id }) => id}
          hasSearch={false}
          empty={<EmptyState title="Nobody has reported" advice="A process reports itself a second after it has started." />}
        />
      </Section>
      <Section title="Jobs" sentence="Scheduled work, done by one of the replicas; what was missed is caught up.">
        <LocalTable
          label="Jobs"
          columns={jobColumns}
          rows={jobs}
          rowId={({ name }) => name}
          hasSearch={false}
          empty={<EmptyState title="No job has run yet" advice="The first runs begin as soon as a process has started." />}
        />
      </Section>
    </>
  )
}

'use client'

import { clsx } from 'clsx'
import { useState } from 'react'
import { PoolBlock } from '@/components/pools/pool-block'
import { describeTraffic, type PoolMemberNow, regionsOf } from '@/components/pools/traffic-words'
import { ErrorState } from '@/components/ui/error-state'
import { useResource } from '@/lib/client/use-resource'
import type { Pool } from '@/lib/contracts/pool'
import type { PoolTraffic } from '@/lib/contracts/pool-live'

type Props = { pool: Pool; members: PoolMemberNow[]; at: string; canDrain: boolean }

const REFETCH_MS = 3_000

/** The pool drawn: priorities as rows, weights as widths, who takes calls now, and who would if one were gone. */
export function PoolDiagram({ pool, members, at, canDrain }: Props) {
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const without = [...gone].toSorted().join(',')
  const traffic = useResource<PoolTraffic>(`pools/${pool.id}/traffic`, undefined, { without }, { refetchMs: REFETCH_MS })
  const toggle = (ids: string[]) => {
    const isOn = ids.every((id) => gone.has(id))
    const next = new Set(gone)
    for (const id of ids) isOn ? next.delete(id) : next.add(id)
    setGone(next)
  }
  const priorities = [...new Set(members.map(({ priority }) => priority))].toSorted((a, b) => a - b)
  const regions = regionsOf(members)
  const percentOf = (list: PoolTraffic['now'] | undefined, id: string) => list?.find((one) => one.backendId === id)?.percent ?? 0
  if (traffic.error && !traffic.data) return <ErrorState error={traffic.error} onRetry={() => traffic.refetch()} />
  return (
    <div>
      <p aria-live="polite" className="mb-3 min-h-6">
        {traffic.data ? describeTraffic(members, gone, traffic.data) : ''}
      </p>
      <ol className="space-y-2">
        {priorities.map((priority) => (
          <li key={priority} className="flex gap-3 max-sm:flex-col max-sm:gap-1">
            <span className="w-20 shrink-0 pt-2 text-sm text-ink-muted max-sm:pt-0">Priority {priority}</span>
            <ul className="flex min-w-0 flex-1 gap-2 max-sm:flex-col">
              {members
                .filter((member) => member.priority === priority)
                .map((member) => (
                  <PoolBlock
                    key={member.backendId}
                    pool={pool}
                    member={member}
                    at={at}
                    isGone={gone.has(member.backendId)}
                    percentNow={percentOf(traffic.data?.now, member.backendId)}
                    percentThen={gone.size > 0 ? percentOf(traffic.data?.without, member.backendId) : null}
                    canDrain={canDrain}
                    onToggle={() => toggle([member.backendId])}
                  />
                ))}
            </ul>
          </li>
        ))}
      </ol>
      {regions.length > 1 ? (
        <fieldset aria-label="Regions" className="mt-3 flex flex-wrap items-center gap-2 text-sm">
          <span className="text-ink-muted">If a region were gone:</span>
          {regions.map(({ region, backendIds }) => (
            <button
              key={region}
              type="button"
              aria-pressed={backendIds.every((id) => gone.has(id))}
              onClick={() => toggle(backendIds)}
              className={clsx(
                'rounded border px-2 py-0.5',
                backendIds.every((id) => gone.has(id)) ? 'border-danger text-danger' : 'border-line hover:bg-hover',
              )}
            >
              {region}
            </button>
          ))}
        </fieldset>
      ) : null}
    </div>
  )
}

import { clsx } from 'clsx'
import Link from 'next/link'
import { verdictTitles } from '@/components/azure/plan-words'
import type { AzurePlan } from '@/lib/contracts/azure-import'
import type { AzureVerdict } from '@/lib/contracts/azure-plan'

const colours: Record<AzureVerdict, string> = { maps: 'bg-accent', loss: 'bg-bar-warn', not: 'bg-danger' }
const order: readonly AzureVerdict[] = ['maps', 'loss', 'not']

/** How much of an instance maps, as one bar; each part leads to its rows. */
export function VerdictBar({ plan: { instanceId, counts } }: { plan: AzurePlan }) {
  const all = Math.max(1, counts.maps + counts.loss + counts.not)
  return (
    <div className="mb-6">
      <div className="flex h-3 overflow-hidden rounded-full bg-hover" aria-hidden="true">
        {order.map((verdict) => (
          <div key={verdict} className={colours[verdict]} style={{ width: `${(counts[verdict] / all) * 100}%` }} />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
        {order.map((verdict) => (
          <li key={verdict} className="flex items-center gap-2">
            <span className={clsx('size-2.5 rounded-full', colours[verdict])} aria-hidden="true" />
            <Link href={`/admin/azure/${instanceId}/plan?verdict=${verdict}`} className="hover:underline">
              <span className="font-medium tabular-nums">{counts[verdict]}</span> {verdictTitles[verdict]}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What the overview shows besides its figures, as far as the reader may see it. */
import { rowLabel } from '@/components/reports/usage-rows'
import { type Actor, isAllowed } from '@/lib/access/actor'
import type { Alert } from '@/lib/contracts/alert'
import type { AuditEntry } from '@/lib/contracts/audit'
import type { ProcessCount } from '@/lib/contracts/fleet'
import { severityRank } from '@/lib/contracts/notice'
import { listAlerts } from '@/lib/control/alerts/alert-operations'
import { listAudit } from '@/lib/control/audit/audit-queries'
import { countProcesses } from '@/lib/control/fleet/get-fleet'

const MOST_ALERTS = 5
const MOST_CHANGES = 8
/** So many are marked in the charts. */
const MARKED_CHANGES = 200
/** What shapes calls; keys and sign-ins would hide it. */
const shaping = new Set(['product', 'model', 'backend', 'pool', 'limit', 'price', 'setting'])

export type OverviewParts = {
  alerts: Alert[]
  openAlerts: number
  changes: AuditEntry[]
  marks: string[]
  processes: ProcessCount | null
}

export async function readOverviewParts(
  actor: Actor,
  { from, to, bucket }: { from: string; to: string; bucket: 'hour' | 'day' },
): Promise<OverviewParts> {
  const [alerts, audit, processes] = await Promise.all([
    listAlerts(actor, { state: 'open', limit: 100 }),
    isAllowed(actor, 'audit.read') ? listAudit(actor, { from, to, limit: MARKED_CHANGES }) : { items: [] },
    isAllowed(actor, 'fleet.read') ? countProcesses(actor, {}) : null,
  ])
  const worst = [...alerts.items].sort((a, b) => urgency(b) - urgency(a))
  const changes = audit.items.filter(({ noun, actorKind }) => shaping.has(noun) && actorKind !== 'system')
  return {
    alerts: worst.slice(0, MOST_ALERTS),
    openAlerts: alerts.items.length,
    changes: changes.slice(0, MOST_CHANGES),
    marks: [...new Set(changes.map(({ at }) => rowLabel(at, bucket)))],
    processes,
  }
}

function urgency({ state, severity }: Alert): number {
  return (state === 'firing' ? 10 : 0) + severityRank[severity]
}

import Link from 'next/link'
import { severityTone } from '@/components/alerts/words'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { Alert } from '@/lib/contracts/alert'

/** What is wrong now, the worst first. */
export function OpenAlerts({ alerts }: { alerts: Alert[] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {alerts.map((alert) => (
        <li key={alert.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-2">
          <Badge tone={alert.state === 'firing' ? severityTone[alert.severity] : 'neutral'}>
            {alert.state === 'firing' ? alert.severity : alert.state}
          </Badge>
          <span className="min-w-0 flex-1 basis-72">
            <Link className="font-medium hover:underline" href={alert.path ?? '/admin/alerts'}>
              {alert.ruleName}
            </Link>{' '}
            <span className="text-ink-muted">{alert.summary}</span>
          </span>
          <span className="text-ink-muted">
            <Time value={alert.firedAt} style="ago" />
          </span>
        </li>
      ))}
    </ul>
  )
}

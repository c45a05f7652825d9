import { Time } from '@/components/ui/time'
import type { Tenant } from '@/lib/contracts/tenant'

/** Which zone held when, and which is to come. */
export function ZoneHistory({ tenant }: { tenant: Pick<Tenant, 'timeZones' | 'timeZone'> }) {
  return (
    <ul className="text-sm">
      {tenant.timeZones.map((zone, index) => (
        <li key={zone.effectiveFrom}>
          {zone.timeZone}{' '}
          <span className="text-ink-muted">
            {index === 0 ? (
              'from the start'
            ) : (
              <>
                from <Time value={zone.effectiveFrom} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

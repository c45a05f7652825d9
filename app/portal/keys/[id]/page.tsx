import type { Metadata } from 'next'
import Link from 'next/link'
import { type DetailProps, found } from '@/app/page-data'
import { KeyHeader } from '@/components/keys/key-header'
import { RotationWatch } from '@/components/keys/rotation-watch'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { isAllowed } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import { getKey, getKeyImpact } from '@/lib/control/keys/key-queries'
import { getKeyRotation } from '@/lib/control/keys/key-rotation'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Key' }

/** Who uses this key, and has its successor taken over? */
export default async function MyKeyPage({ params }: DetailProps) {
  const actor = await requireActor('keys.read')
  const { id } = await params
  const key = await found(getKey(actor, { id }))
  const [impact, rotation, usage] = await Promise.all([
    getKeyImpact(actor, { id }),
    getKeyRotation(actor, { id }),
    getUsage(actor, { ...rangeQuery('30d', Date.now()), keyId: id }),
  ])
  return (
    <>
      <KeyHeader
        apiKey={key}
        actor={actor}
        sentence={`${countOf(impact.callsLastHour, 'call')} in the last hour and ${countOf(impact.callsLastDay, 'call')} in the last day with this key.`}
      />
      {rotation.old ? (
        <Section title="Rotation" sentence="Where the calls are: with the old key, or with the new one.">
          <RotationWatch keyId={id} first={rotation} canRevoke={isAllowed(actor, 'keys.revoke')} />
        </Section>
      ) : null}
      <Section title="Details">
        <Facts
          facts={[
            {
              label: 'Subscription',
              value: (
                <Link className="hover:underline" href={`/portal/subscriptions/${key.subscriptionId}`}>
                  {key.subscriptionName}
                </Link>
              ),
            },
            { label: 'Product', value: key.productName },
            { label: 'Tenant', value: key.tenantName },
            { label: 'Name', value: key.name || 'none' },
            { label: 'Slot', value: key.slot },
            { label: 'Models', value: key.models.join(', ') || `all of ${key.productName}` },
            { label: 'From networks', value: key.cidrs.join(', ') || 'anywhere' },
            {
              label: 'Client certificates',
              value:
                key.certificates.length === 0 ? (
                  'none asked for'
                ) : (
                  <span className="break-all">{key.certificates.join(', ')}</span>
                ),
            },
            { label: 'Issued', value: <Time value={key.createdAt} /> },
            { label: 'Last used', value: key.lastUsedAt ? <Time value={key.lastUsedAt} style="ago" /> : 'never' },
            { label: 'Ends', value: key.expiresAt ? <Time value={key.expiresAt} /> : 'never' },
            {
              label: 'Rotation',
              value: key.rotateEveryDays ? (
                <>
                  every {countOf(key.rotateEveryDays, 'day')}, next{' '}
                  {key.rotateAt ? <Time value={key.rotateAt} style="day" /> : 'now'}
                </>
              ) : (
                'as you like'
              ),
            },
          ]}
        />
      </Section>
      {usage.total.calls > 0 ? (
        <Section title="Usage">
          <UsageChart usage={usage} />
        </Section>
      ) : null}
    </>
  )
}

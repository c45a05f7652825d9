import type { Metadata } from 'next'
import Link from 'next/link'
import { type DetailProps, found, tableOf } from '@/app/page-data'
import { CallTable } from '@/components/calls/call-table'
import { KeyHeader } from '@/components/keys/key-header'
import { rangeQuery } from '@/components/reports/range-links'
import { UsageChart } from '@/components/reports/usage-chart'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { requireActor } from '@/lib/auth/require-actor'
import { listCalls } from '@/lib/control/calls/call-queries'
import { getKey, getKeyImpact } from '@/lib/control/keys/key-queries'
import { getUsage } from '@/lib/http/report-queries'

export const metadata: Metadata = { title: 'Key' }

/** Whose key is this, and who would notice if it went? */
export default async function KeyPage({ params, searchParams }: DetailProps) {
  const actor = await requireActor('keys.read')
  const { id } = await params
  const key = await found(getKey(actor, { id }))
  const [impact, usage, calls] = await Promise.all([
    getKeyImpact(actor, { id }),
    getUsage(actor, { ...rangeQuery('30d', Date.now()), keyId: id }),
    tableOf(listCalls, actor, await searchParams, { fixed: { keyId: id, limit: 20 }, prefix: 'calls.' }),
  ])
  return (
    <>
      <KeyHeader
        apiKey={key}
        actor={actor}
        sentence={`${countOf(impact.callsLastHour, 'call')} in the last hour, ${countOf(impact.callsLastDay, 'call')} in the last day, paid by ${key.tenantName}.`}
      />
      {usage.total.calls > 0 ? <UsageChart usage={usage} /> : null}
      <Section title="Details">
        <Facts
          facts={[
            {
              label: 'Tenant',
              value: (
                <Link className="hover:underline" href={`/admin/tenants/${key.tenantId}`}>
                  {key.tenantName}
                </Link>
              ),
            },
            {
              label: 'Subscription',
              value: (
                <Link className="hover:underline" href={`/admin/subscriptions/${key.subscriptionId}`}>
                  {key.subscriptionName}
                </Link>
              ),
            },
            {
              label: 'Product',
              value: (
                <Link className="hover:underline" href={`/admin/products/${key.productId}`}>
                  {key.productName}
                </Link>
              ),
            },
            { label: 'Slot', value: `${key.slot}${key.name ? `, ${key.name}` : ''}` },
            { label: 'Issued', value: <Time value={key.createdAt} /> },
            { label: 'Last used', value: key.lastUsedAt ? <Time value={key.lastUsedAt} /> : 'never' },
            { label: 'Only from', value: key.cidrs.join(', ') || 'anywhere' },
            {
              label: 'Client certificates',
              value:
                key.certificates.length === 0 ? (
                  'none asked for'
                ) : (
                  <span className="break-all">{key.certificates.join(', ')}</span>
                ),
            },
            { label: key.revokedAt ? 'Revoked' : 'Ends', value: <MomentOrNever at={key.revokedAt ?? key.expiresAt} /> },
            {
              label: 'Rotation',
              value: key.rotateEveryDays ? `every ${countOf(key.rotateEveryDays, 'day')}` : 'as its holder likes',
            },
            { label: 'Rotation due', value: <MomentOrNever at={key.rotateAt} /> },
            {
              label: 'Replaced by',
              value: key.replacedById ? (
                <Link className="hover:underline" href={`/admin/keys/${key.replacedById}`}>
                  its successor
                </Link>
              ) : (
                'nothing'
              ),
            },
            { label: 'Id', value: <code className="text-sm">{key.id}</code> },
          ]}
        />
      </Section>
      <Section title="Latest calls">
        <CallTable base="/admin/calls" {...calls} />
      </Section>
    </>
  )
}

function MomentOrNever({ at }: { at: string | null }) {
  return at ? <Time value={at} /> : 'never'
}

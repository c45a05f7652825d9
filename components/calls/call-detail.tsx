import Link from 'next/link'
import { keyText } from '@/components/calls/key-text'
import { tokenClassWords } from '@/components/calls/tokens'
import { TraceView } from '@/components/calls/trace-view'
import { describeRule } from '@/components/limits/words'
import { Facts } from '@/components/ui/facts'
import { describeCount } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import type { CallDetail } from '@/lib/contracts/call'
import type { Limit } from '@/lib/contracts/limit'
import type { Price } from '@/lib/contracts/price'

/** All that is known of a call: who, what, where to, how much, and how it was decided. */
export function CallDetails({
  call,
  isAdmin,
  backendNames,
  limit,
  price,
  opensSubscription = true,
}: {
  call: CallDetail
  isAdmin: boolean
  backendNames?: ReadonlyMap<string, string>
  /** The tightest limit and the price row, where they are still there for the reader. */
  limit?: Limit | null
  price?: Price | null
  /** False where the reader has no page of it. */
  opensSubscription?: boolean
}) {
  const subscriptionHref = `/${isAdmin ? 'admin' : 'portal'}/subscriptions/${call.subscriptionId}`
  const tokens = (Object.keys(tokenClassWords) as (keyof typeof tokenClassWords)[]).filter((name) => call.tokens[name] > 0)
  return (
    <>
      <Section title="Who">
        <Facts
          facts={[
            {
              label: 'Tenant',
              value: isAdmin ? (
                <Link className="hover:underline" href={`/admin/tenants/${call.tenantId}`}>
                  {call.tenantName}
                </Link>
              ) : (
                call.tenantName
              ),
            },
            {
              label: 'Product',
              value: isAdmin ? (
                <Link className="hover:underline" href={`/admin/products/${call.productId}`}>
                  {call.productName}
                </Link>
              ) : (
                call.productName
              ),
            },
            {
              label: 'Subscription',
              value: opensSubscription ? (
                <Link className="hover:underline" href={subscriptionHref}>
                  {call.subscriptionName}
                </Link>
              ) : (
                call.subscriptionName
              ),
            },
            { label: 'User', value: call.userName ?? 'not known' },
            { label: 'Key', value: keyText(call) || (call.keyId ?? 'not shown to you') },
            { label: 'End user, asserted', value: call.endUser ?? 'none' },
            { label: 'Tags, asserted', value: call.tags.length === 0 ? 'none' : call.tags.join(', ') },
            { label: "Caller's own id", value: call.clientRequestId ?? 'none' },
          ]}
        />
      </Section>
      <Section title="What">
        <Facts
          facts={[
            { label: 'When', value: <Time value={call.startedAt} /> },
            { label: 'Operation', value: `${call.operation}${call.streamed ? ', streamed' : ''} (${call.dialect})` },
            { label: 'Model', value: call.model ?? 'none' },
            { label: 'Answer', value: `status ${call.status}${call.code ? `, ${call.code}` : ''}` },
            {
              label: 'Took',
              value: `${describeCount(call.durationMs)} ms${call.firstByteMs === null ? '' : `, first byte after ${describeCount(call.firstByteMs)} ms`}`,
            },
            { label: 'Bytes', value: `${describeCount(call.bytesIn)} in, ${describeCount(call.bytesOut)} out` },
            {
              label: 'Backend',
              value: call.backendName ? `${call.backendName}${call.deployment ? `, deployment ${call.deployment}` : ''}` : 'none',
            },
            { label: 'Attempts', value: describeCount(call.attempts) },
            { label: 'Replica', value: call.replica },
            {
              label: 'Tightest limit',
              value: limit
                ? `${limit.name}: ${describeRule({ ...limit, amount: limit.effectiveAmount })}`
                : (call.limitId ?? 'none'),
            },
          ]}
        />
      </Section>
      <Section title="How much">
        <Facts
          facts={[
            ...tokens.map((name) => ({ label: tokenClassWords[name], value: `${describeCount(call.tokens[name])}` })),
            ...call.units.map(({ kind, amount }) => ({
              label: kind[0]?.toUpperCase() + kind.slice(1),
              value: describeCount(amount),
            })),
            { label: 'Counted', value: measuredWords[call.measured] },
            {
              label: call.outcome === 'refused' ? 'Asked for' : 'Held at admission',
              value: `${describeCount(call.holdTokens)} tokens${call.outputCap === null ? '' : `, answer capped at ${describeCount(call.outputCap)}`}`,
            },
            ...(call.debtTokens > 0
              ? [{ label: 'Beyond its hold', value: `${describeCount(call.debtTokens)} tokens: nothing had bounded them` }]
              : []),
            {
              label: 'Cost',
              value: call.cost === null ? 'unknown: no price was in force' : `${call.cost} ${call.currency ?? ''}`,
            },
            ...(call.saved === '0' ? [] : [{ label: 'Saved by the cache', value: `${call.saved} ${call.currency ?? ''}` }]),
            { label: 'Price row', value: price ? <PriceRow price={price} /> : (call.priceId ?? 'none') },
          ]}
        />
      </Section>
      <Section title="How it was decided" sentence="Each step, its reason and its time; every attempt at a backend.">
        <TraceView trace={call.trace} durationMs={call.durationMs} firstByteMs={call.firstByteMs} backendNames={backendNames} />
      </Section>
    </>
  )
}

function PriceRow({ price }: { price: Price }) {
  const { input, output } = price.perMillion
  return (
    <>
      {price.model}: {input} in, {output} out per million, {price.currency}, from <Time value={price.effectiveFrom} style="day" />
    </>
  )
}

const measuredWords: Record<CallDetail['measured'], string> = {
  measured: "by the provider's own figures",
  estimated: 'by the tokenizer: the provider gave no figures',
  none: 'nothing to count',
}

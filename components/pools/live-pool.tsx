'use client'

import { useMemo } from 'react'
import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { MemberLevers, SendCalls } from '@/components/pools/member-levers'
import { PoolDiagram } from '@/components/pools/pool-diagram'
import type { PoolMemberNow as Member } from '@/components/pools/traffic-words'
import { describePulse, describeState } from '@/components/pools/words'
import { Badge, type Tone } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Figures } from '@/components/ui/figures'
import { countOf, describeCount, describeShare } from '@/components/ui/number-text'
import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import { useResource } from '@/lib/client/use-resource'
import type { Pool } from '@/lib/contracts/pool'
import type { LiveMemberView, PoolLive } from '@/lib/contracts/pool-live'

const REFETCH_MS = 1_000

type Props = { pool: Pool; first: PoolLive; canSimulate: boolean; canDrain: boolean }

/** The members as they stand this second: breakers, latency, share. In a demo, with the levers to break them. */
export function LivePool({ pool, first, canSimulate, canDrain }: Props) {
  const { data, error, refetch } = useResource<PoolLive>(`pools/${pool.id}/live`, first, undefined, { refetchMs: REFETCH_MS })
  const live = data ?? first
  const columns = useMemo(() => columnsOf(live), [live])
  const members = join(pool, live)
  const up = members.filter((member) => member.state !== 'open' && !member.isDrained).length
  const isSimulated = canSimulate && members.some((member) => member.simulated !== null)
  return (
    <>
      <Figures
        figures={[
          {
            label: 'Taking calls',
            value: `${up} of ${members.length}`,
            note: outOf(members),
          },
          { label: 'Attempts, last minute', value: describeCount(live.attempts), note: countOf(live.replicas, 'gateway') },
          {
            label: 'Failed, last minute',
            value: describeCount(live.failures),
            note: describeShare(live.failures, live.attempts),
          },
          { label: 'Under way', value: describeCount(members.reduce((sum, { inFlight }) => sum + inFlight, 0)) },
        ]}
      />
      <Section
        title="Where calls go"
        sentence="The lowest priority number first, by weight within it. Try what happens when one is gone; nothing is changed by that."
      >
        <PoolDiagram pool={pool} members={members} at={live.at} canDrain={canDrain} />
      </Section>
      <Section
        title="Members"
        sentence={
          isSimulated
            ? 'Renewed every second. These providers are simulated: break one and watch its breaker.'
            : 'Renewed every second; counts are of the last minute.'
        }
        actions={isSimulated ? <SendCalls poolId={pool.id} /> : null}
      >
        {error && data === undefined ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
        <LocalTable
          label="Members"
          columns={columns}
          rows={members}
          rowId={(member) => member.backendId}
          hasSearch={false}
          empty={<EmptyState title="No members" advice="Add a backend with Edit: without one this pool answers nothing." />}
          rowActions={isSimulated ? (member) => <MemberLevers member={member} /> : undefined}
        />
      </Section>
    </>
  )
}

/** Who is out, by name. */
function outOf(members: Member[]): string {
  const out = members.filter(({ state, isDrained }) => state === 'open' || isDrained).map(({ backendName }) => backendName)
  return out.length === 0 ? 'no breaker is open' : `out: ${out.join(', ')}`
}

function join(pool: Pool, live: PoolLive): Member[] {
  return pool.members.flatMap((member) => {
    const state = live.members.find((one) => one.backendId === member.backendId)
    return state ? [{ ...member, ...state }] : []
  })
}

function columnsOf({ at, replicas }: PoolLive): LocalColumn<Member>[] {
  return [
    { id: 'backend', title: 'Backend', text: (member) => member.backendName },
    {
      id: 'priority',
      title: 'Priority',
      text: (member) => String(member.priority),
      value: (member) => member.priority,
      isNumeric: true,
    },
    { id: 'weight', title: 'Weight', text: (member) => String(member.weight), value: (member) => member.weight, isNumeric: true },
    {
      id: 'breaker',
      title: 'Breaker',
      text: (member) => [describeState(member, replicas), ...(member.probe ? [describePulse(member.probe)] : [])].join('; '),
      cell: (member) => <BreakerCell member={member} replicas={replicas} at={at} />,
    },
    {
      id: 'latency',
      title: 'Latency',
      text: (member) => (member.latencyMs === null ? 'not yet' : `${describeCount(member.latencyMs)} ms`),
      value: (member) => member.latencyMs ?? 0,
      isNumeric: true,
    },
    {
      id: 'inFlight',
      title: 'Under way',
      text: (member) => describeCount(member.inFlight),
      value: (member) => member.inFlight,
      isNumeric: true,
    },
    {
      id: 'attempts',
      title: 'Attempts',
      text: (member) => describeCount(member.attempts),
      value: (member) => member.attempts,
      isNumeric: true,
    },
    {
      id: 'failures',
      title: 'Failed',
      text: (member) => describeCount(member.failures),
      value: (member) => member.failures,
      isNumeric: true,
    },
    {
      id: 'share',
      title: 'Share',
      text: (member) => `${Math.round(member.sharePercent)}%`,
      cell: (member) => <ShareCell percent={member.sharePercent} />,
      value: (member) => member.sharePercent,
      isNumeric: true,
    },
  ]
}

const tones: Record<LiveMemberView['state'], Tone> = { closed: 'good', open: 'bad', 'half-open': 'warn' }

/** State, why, until when; how long that still is, by the server's clock. */
function BreakerCell({ member, replicas, at }: { member: Member; replicas: number; at: string }) {
  const leftMs = member.openUntil ? Date.parse(member.openUntil) - Date.parse(at) : 0
  const words = describeState(member, replicas)
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5 sm:min-w-48">
      <Badge tone={tones[member.state]}>{member.state}</Badge>
      <span className="text-ink-muted">
        {words === member.state ? '' : words.slice(member.state.length + 2)}
        {member.openUntil ? (
          <>
            {' '}
            until <Time value={member.openUntil} />, {Math.max(0, Math.ceil(leftMs / 1000))} s more
          </>
        ) : null}
        {member.state === 'half-open' ? '; the next call is its probe' : ''}
      </span>
      {member.probe ? <span className="basis-full text-ink-muted">{describePulse(member.probe)}</span> : null}
    </span>
  )
}

function ShareCell({ percent }: { percent: number }) {
  return (
    <span className="inline-flex w-24 items-center justify-end gap-2">
      <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-hover">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
      </span>
      <span className="w-10 text-right">{Math.round(percent)}%</span>
    </span>
  )
}

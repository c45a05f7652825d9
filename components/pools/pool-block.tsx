'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { DrainMember } from '@/components/pools/drain-member'
import type { PoolMemberNow } from '@/components/pools/traffic-words'
import { Badge, type Tone } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { Pool } from '@/lib/contracts/pool'

type Props = {
  pool: Pool
  member: PoolMemberNow
  at: string
  isGone: boolean
  percentNow: number
  /** With those gone that are tried out; null where none is. */
  percentThen: number | null
  canDrain: boolean
  onToggle: () => void
}

/** One member: as wide as its weight, with its breaker, its share now, and its share if others were gone. */
export function PoolBlock({ pool, member, at, isGone, percentNow, percentThen, canDrain, onToggle }: Props) {
  const { backendId, backendName, region, weight, inFlight, isDrained } = member
  const shown = percentThen ?? percentNow
  return (
    <li
      style={{ '--weight': weight } as CSSProperties}
      className={clsx(
        'min-w-40 overflow-hidden rounded-md border bg-surface max-sm:min-w-0 sm:grow-(--weight) sm:basis-0',
        isGone ? 'border-dashed border-danger' : isDrained ? 'border-dashed border-line-strong' : 'border-line-strong',
      )}
    >
      <div className="h-1 bg-hover" aria-hidden>
        <div className="h-full bg-accent" style={{ width: `${isGone ? 0 : shown}%` }} />
      </div>
      <div className="space-y-1 px-3 py-2 text-sm">
        <p className="flex flex-wrap items-center gap-x-2">
          <Link href={`/admin/backends/${backendId}`} className="font-medium hover:underline">
            {backendName}
          </Link>
          <StateBadge member={member} />
        </p>
        <p className="text-ink-muted">
          {region ?? 'no region'}, weight {describeCount(weight)}, {describeCount(inFlight)} under way
        </p>
        {member.state !== 'closed' ? (
          <p className="text-ink-muted">
            {member.reason ?? 'it was out'}
            {member.openUntil ? (
              <>
                {' until '}
                <Time value={member.openUntil} />, {secondsLeft(member.openUntil, at)} s more
              </>
            ) : (
              '; the next call is its probe'
            )}
          </p>
        ) : null}
        <p>
          <span className="text-base font-semibold">{isGone ? 0 : Math.round(shown)}%</span>{' '}
          <span className="text-ink-muted">
            {percentThen === null ? 'of the next calls' : isGone ? 'gone' : `then, ${Math.round(percentNow)}% now`}
          </span>
        </p>
        <p className="-mx-1.5 flex flex-wrap gap-1">
          <Button
            size="small"
            look="quiet"
            aria-pressed={isGone}
            aria-label={`What if ${backendName} were gone?`}
            onClick={onToggle}
          >
            {isGone ? 'Bring back' : 'Kill it?'}
          </Button>
          {canDrain ? <DrainMember pool={pool} member={member} /> : null}
        </p>
      </div>
    </li>
  )
}

const tones: Record<PoolMemberNow['state'], Tone> = { closed: 'good', open: 'bad', 'half-open': 'warn' }
const words: Record<PoolMemberNow['state'], string> = { closed: 'takes calls', open: 'breaker open', 'half-open': 'half-open' }

function StateBadge({ member: { isDrained, state, inFlight } }: { member: PoolMemberNow }) {
  if (isDrained) return <Badge tone="neutral">{inFlight > 0 ? 'draining' : 'drained'}</Badge>
  return <Badge tone={tones[state]}>{words[state]}</Badge>
}

function secondsLeft(openUntil: string, at: string): number {
  return Math.max(0, Math.ceil((Date.parse(openUntil) - Date.parse(at)) / 1000))
}

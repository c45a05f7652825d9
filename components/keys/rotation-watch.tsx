'use client'

import Link from 'next/link'
import { type ReactNode, useId, useState } from 'react'
import { KeyEnds } from '@/components/keys/key-columns'
import { RevokeKey } from '@/components/keys/revoke-key'
import { ErrorState } from '@/components/ui/error-state'
import { Select } from '@/components/ui/input'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import { useResource } from '@/lib/client/use-resource'
import type { KeyRotation } from '@/lib/contracts/key'

const LOOK_EVERY_MS = 2_000

const silences = [
  { value: '15', label: 'a few seconds: I see all callers' },
  { value: '300', label: 'five minutes' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day: something runs each night' },
]

type Props = { keyId: string; first: KeyRotation; canRevoke: boolean }

/** Where the traffic is, looked at again and again; the old key is offered to be retired once it is silent. */
export function RotationWatch({ keyId, first, canRevoke }: Props) {
  const id = useId()
  const [quietSeconds, setQuietSeconds] = useState(String(first.quietSeconds))
  const isFirst = Number(quietSeconds) === first.quietSeconds
  const rotation = useResource<KeyRotation>(
    `keys/${keyId}/rotation`,
    isFirst ? first : undefined,
    { quietSeconds },
    { refetchMs: LOOK_EVERY_MS },
  )
  if (rotation.error && !rotation.data) return <ErrorState error={rotation.error} onRetry={() => rotation.refetch()} />
  const seen = rotation.data ?? first
  const { old, next, stage } = seen
  if (!old) return null
  return (
    <>
      <p role="status" className="mb-3 font-medium">
        {sentences[stage]}
        {stage === 'moving' && seen.quietAt ? (
          <span className="font-normal text-ink-muted">
            {' '}
            If nobody uses it again, it counts as silent from <Time value={seen.quietAt} /> on.
          </span>
        ) : null}
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Side title="The old key" traffic={old} quietSeconds={seen.quietSeconds}>
          <Link className="underline underline-offset-2" href={`/portal/calls?search=${old.key.last4}`}>
            Its calls
          </Link>
        </Side>
        <Side title="The new key" traffic={next} quietSeconds={seen.quietSeconds}>
          <Link className="underline underline-offset-2" href={`/portal/calls?search=${next.key.last4}`}>
            Its calls
          </Link>
        </Side>
      </div>
      {stage === 'over' ? null : (
        <div className="mt-4 flex flex-wrap items-center gap-3">
          <label htmlFor={id}>Silent means no call for</label>
          <Select id={id} className="!w-auto" value={quietSeconds} onChange={(event) => setQuietSeconds(event.target.value)}>
            {silences.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
          {canRevoke && stage === 'quiet' ? <RevokeKey apiKey={old.key} size="medium" verb="Retire the old key" /> : null}
        </div>
      )}
      {canRevoke && (stage === 'moving' || stage === 'waiting') ? (
        <p className="mt-3 text-sm text-ink-muted">
          It is offered to be retired here once it is silent. In a hurry, because it has leaked? Revoke it in the list of keys;
          that says what will break.
        </p>
      ) : null}
    </>
  )
}

const sentences: Record<KeyRotation['stage'], string> = {
  none: 'This key has replaced none.',
  waiting: 'Nobody has used the new key yet. Give it to your callers; the old one goes on meanwhile.',
  moving: 'Callers are moving: the old key has been used lately.',
  quiet: 'The old key is silent, and the new one is in use. It can be retired.',
  over: 'The rotation is over: the old key works no more.',
}

type SideProps = { title: string; traffic: KeyRotation['next']; quietSeconds: number; children: ReactNode }

function Side({ title, traffic: { key, calls, lastUsedAt }, quietSeconds, children }: SideProps) {
  return (
    <section aria-label={title} className="rounded-md border border-line p-4">
      <h3 className="font-medium">
        {title} <KeyEnds apiKey={key} />
      </h3>
      <p className="mt-1 text-xl font-semibold tabular-nums">{countOf(calls, 'call')}</p>
      <p className="text-ink-muted">in the last {spanOf(quietSeconds)}</p>
      <p className="mt-2 text-sm text-ink-muted">
        {lastUsedAt ? (
          <>
            Last used <Time value={lastUsedAt} style="ago" />
          </>
        ) : (
          'Never used'
        )}
        {key.expiresAt && key.state === 'active' ? (
          <>
            , ends <Time value={key.expiresAt} />
          </>
        ) : null}
        . {children}
      </p>
    </section>
  )
}

function spanOf(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`
  if (seconds < 3600) return `${seconds / 60} minutes`
  return seconds === 3600 ? 'hour' : 'day'
}

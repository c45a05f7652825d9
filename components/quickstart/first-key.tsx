'use client'

import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { CopyField } from '@/components/ui/copy-field'
import { FailureNote } from '@/components/ui/failure-note'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Key, KeyCreate, KeyCreated } from '@/lib/contracts/key'

export type KnownKey = Pick<Key, 'slot' | 'prefix' | 'last4'>

type Props = {
  subscriptionId: string
  known: KnownKey | null
  canIssue: boolean
  /** The secret, while it is on the screen. */
  issued: string | null
  onIssued: (secret: string) => void
}

/** The first step: a key, made with one press and shown where the next step needs it. */
export function FirstKey({ subscriptionId, known, canIssue, issued, onIssued }: Props) {
  const command = useCommand((input: KeyCreate) => sendJson<KeyCreated>('POST', `subscriptions/${subscriptionId}/keys`, input))
  const issue = async () => {
    const { key } = await command.mutateAsync({ slot: 'primary' })
    if (key) onIssued(key)
  }
  if (issued) {
    return (
      <div>
        <p className="mb-1.5">Your primary key. Copy it now: it is shown only this once, and it is filled in below.</p>
        <CopyField label="Your key" value={issued} />
      </div>
    )
  }
  if (known) {
    return (
      <p className="text-ink-muted">
        Your {known.slot} key begins and ends{' '}
        <span className="font-mono text-sm">
          {known.prefix}…{known.last4}
        </span>
        ; it was shown once, when it was issued. Lost it? Rotate it under{' '}
        <Link className="underline underline-offset-2" href="/portal/keys">
          Keys
        </Link>
        , and the new one is shown.
      </p>
    )
  }
  if (!canIssue)
    return <p className="text-ink-muted">There is no key yet. An owner or a developer of the tenant can issue one.</p>
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" isBusy={command.isPending} onClick={() => void issue().catch(() => undefined)}>
          Get my key
        </Button>
        <span className="text-ink-muted">The primary key, without an end. For a name, an end or networks, issue it below.</span>
      </div>
      {command.error ? <FailureNote error={command.error} className="mt-3" /> : null}
    </div>
  )
}

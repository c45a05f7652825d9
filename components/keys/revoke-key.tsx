'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import { useResource } from '@/lib/client/use-resource'
import type { Key, KeyImpact } from '@/lib/contracts/key'

type Props = { apiKey: Key; size?: 'small' | 'medium'; verb?: string }

/** Ends a key at once, after saying who used it lately. */
export function RevokeKey({ apiKey, size = 'small', verb = 'Revoke' }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const impact = useResource<KeyImpact>(`keys/${apiKey.id}/impact`, undefined, undefined, { isEnabled: isOpen })
  const command = useCommand(() => sendJson('DELETE', `keys/${apiKey.id}`))
  return (
    <>
      <Button
        size={size}
        look={size === 'small' ? 'quiet' : 'danger'}
        aria-label={verb === 'Revoke' ? `Revoke ${apiKey.slot} key ending in ${apiKey.last4}` : undefined}
        onClick={() => setIsOpen(true)}
      >
        {verb}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Revoke the ${apiKey.slot} key ending in ${apiKey.last4}?`}
        consequence={`${describeImpact(impact.data)} Whoever calls with it is refused within a second. This cannot be undone.`}
        verb="Revoke key"
        onConfirm={async () => {
          await command.mutateAsync(undefined)
          toast.done(`The key ending in ${apiKey.last4} is revoked.`)
        }}
      />
    </>
  )
}

function describeImpact(impact: KeyImpact | undefined): string {
  if (!impact) return 'Looking up who uses it…'
  if (impact.callsLastDay === 0) return impact.lastUsedAt ? 'Nobody has used it in the last day.' : 'Nobody has ever used it.'
  return `It made ${countOf(impact.callsLastHour, 'call')} in the last hour and ${countOf(impact.callsLastDay, 'call')} in the last day.`
}

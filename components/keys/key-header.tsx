import { KeyActions } from '@/components/keys/key-actions'
import { stateOf } from '@/components/keys/key-columns'
import { PageHeader } from '@/components/ui/page-header'
import { StateBadge } from '@/components/ui/state-badge'
import { type Actor, isAllowed } from '@/lib/access/actor'
import type { Key } from '@/lib/contracts/key'

/** The head of a key's page, in whichever part of the product: what it is called, its state, and what its reader may do with it. */
export function KeyHeader({ apiKey, actor, sentence }: { apiKey: Key; actor: Actor; sentence: string }) {
  return (
    <PageHeader
      title={
        <span className="font-mono">
          {apiKey.prefix}…{apiKey.last4}
        </span>
      }
      badge={<StateBadge state={stateOf(apiKey)} />}
      sentence={sentence}
      actions={
        <KeyActions
          apiKey={apiKey}
          size="medium"
          canEdit={isAllowed(actor, 'keys.update')}
          canRotate={isAllowed(actor, 'keys.rotate')}
          canRevoke={isAllowed(actor, 'keys.revoke')}
        />
      }
    />
  )
}

'use client'

import { useState } from 'react'
import { publishStates } from '@/components/azure/publish-words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzurePublish } from '@/lib/contracts/azure-publish'

type Props = { instanceId: string; first: FirstPage<AzurePublish> | undefined; canPublish: boolean }

/** What was written to the instance from here, and the way back. */
export function PublishHistory({ instanceId, first, canPublish }: Props) {
  return (
    <ListTable
      label="Publishings"
      path={`azure/instances/${instanceId}/publishes`}
      columns={columns}
      rowId={({ id }) => id}
      spec={{ defaultSort: '-createdAt', prefix: 'h_' }}
      hasSearch={false}
      refreshMs={3_000}
      first={first}
      empty={<EmptyState title="Nothing was published yet" advice="Preview first: it shows what would be written." />}
      rowActions={canPublish ? (row) => <Actions publish={row} /> : undefined}
    />
  )
}

const columns: ColumnSpec<AzurePublish>[] = [
  {
    id: 'when',
    title: 'When',
    text: ({ createdAt }) => createdAt,
    cell: ({ createdAt }) => <Time value={createdAt} />,
    sortBy: 'createdAt',
  },
  {
    id: 'state',
    title: 'State',
    text: ({ state }) => publishStates[state].word,
    cell: ({ state }) => <Badge tone={publishStates[state].tone}>{publishStates[state].word}</Badge>,
  },
  {
    id: 'writes',
    title: 'Writes',
    text: ({ counts, writes, isRevert }) => `${isRevert ? 'back: ' : ''}${counts.done + counts.reverted} of ${writes.length}`,
    isNumeric: true,
  },
  { id: 'by', title: 'By', text: ({ actorName }) => actorName },
  { id: 'error', title: 'Trouble', text: ({ error }) => error ?? '' },
]

function Actions({ publish }: { publish: AzurePublish }) {
  const [isAsking, setIsAsking] = useState(false)
  const resume = useCommand(() => sendJson('POST', `azure/publishes/${publish.id}/resume`, {}))
  const revert = useCommand(() => sendJson('POST', `azure/publishes/${publish.id}/revert`, {}))
  const { state, counts } = publish
  return (
    <span className="inline-flex gap-1">
      {state === 'failed' ? (
        <Button size="small" isBusy={resume.isPending} onClick={() => resume.mutate(undefined)}>
          Go on
        </Button>
      ) : null}
      {counts.done > 0 && state !== 'pending' ? (
        <Button size="small" onClick={() => setIsAsking(true)}>
          Take back
        </Button>
      ) : null}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Take these writes back?"
        consequence={`${countOf(counts.done, 'write is', 'writes are')} undone, the last one first: what was made is removed, with the keys of its subscriptions, and what was changed is as it was before.`}
        verb="Take back"
        onConfirm={async () => {
          await revert.mutateAsync(undefined)
          toast.done('Taking it back has begun.')
        }}
      />
    </span>
  )
}

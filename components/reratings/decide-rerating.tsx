'use client'

import { useState } from 'react'
import { describeDifferences } from '@/components/reratings/difference-text'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { countOf } from '@/components/ui/number-text'
import { toast } from '@/components/ui/toast'
import { sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { Rerating } from '@/lib/contracts/rerating'

/** Books it, or throws it away. Who worked it out hears that somebody else must book it. */
export function DecideRerating({ rerating, isOwn }: { rerating: Rerating; isOwn: boolean }) {
  const [open, setOpen] = useState<'book' | 'discard' | null>(null)
  const command = useCommand((act: 'book' | 'discard') => sendJson<Rerating>('POST', `reratings/${rerating.id}/${act}`))
  const { totals, tenants, model } = rerating
  const decide = (act: 'book' | 'discard') => async () => {
    await command.mutateAsync(act)
    toast.done(act === 'book' ? 'Booked: it stands on the next statements.' : 'Discarded.')
  }
  return (
    <>
      <Button onClick={() => setOpen('discard')}>Discard</Button>
      <Button
        look="primary"
        disabled={isOwn || totals.length === 0}
        title={isOwn ? 'You worked it out: somebody else must book it.' : undefined}
        onClick={() => setOpen('book')}
      >
        Book
      </Button>
      <ConfirmDialog
        isOpen={open === 'book'}
        onOpenChange={() => setOpen(null)}
        title={`Book the re-rating of ${model}?`}
        look="primary"
        verb={`Book ${describeDifferences(totals)}`}
        consequence={`${countOf(tenants, 'tenant')} ${tenants === 1 ? 'is' : 'are'} billed ${describeDifferences(totals)} on the next statements, as adjustment lines. Closed statements and the calls themselves stay as they are. It cannot be taken back; another re-rating can correct it.`}
        onConfirm={decide('book')}
      />
      <ConfirmDialog
        isOpen={open === 'discard'}
        onOpenChange={() => setOpen(null)}
        title={`Discard the re-rating of ${model}?`}
        verb="Discard"
        consequence="Nothing is billed by it. It stays on the list, and can be worked out again."
        onConfirm={decide('discard')}
      />
    </>
  )
}

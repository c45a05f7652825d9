'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AuditDiff } from '@/components/audit/audit-diff'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { toast } from '@/components/ui/toast'
import { getJson, sendJson } from '@/lib/client/api-client'
import { useCommand } from '@/lib/client/use-command'
import type { AuditEntry, AuditRestored } from '@/lib/contracts/audit'

/** The nouns that can be brought back, and where each is read. */
const paths: Record<string, string> = { product: 'products', pool: 'pools', limit: 'limits', price: 'prices' }

/** True where this entry has a state, before it or by it, that can be brought back. */
export function isRestorable(entry: AuditEntry): boolean {
  return entry.noun in paths && entry.entityId !== null && (entry.before !== null || entry.after !== null)
}

/** Undo: writes what was before an entry (or what it made) again, after showing what that changes now. */
export function RestoreVersion({ entry, onDone }: { entry: AuditEntry; onDone: () => void }) {
  const [to, setTo] = useState<'before' | 'after' | null>(null)
  // A price is never changed: what can be brought back is the row itself.
  const canUndo = entry.before !== null && entry.noun !== 'price'
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      {canUndo ? <Button onClick={() => setTo('before')}>Undo this change</Button> : null}
      {entry.after !== null ? <Button onClick={() => setTo('after')}>Restore this version</Button> : null}
      {to ? <Confirm entry={entry} to={to} onClose={() => setTo(null)} onDone={onDone} /> : null}
    </div>
  )
}

type ConfirmProps = { entry: AuditEntry; to: 'before' | 'after'; onClose: () => void; onDone: () => void }

function Confirm({ entry, to, onClose, onDone }: ConfirmProps) {
  const path = `${paths[entry.noun]}/${entry.entityId}`
  const current = useQuery({
    queryKey: [path, 'for restoring'],
    queryFn: ({ signal }) => getJson<{ version?: number } & Record<string, unknown>>(path, undefined, signal),
    retry: false,
  })
  const command = useCommand((version: number | undefined) =>
    sendJson<AuditRestored>('POST', 'audit/restore', { version: entry.version, to }, { version }),
  )
  const target = to === 'before' ? entry.before : entry.after
  const isNew = current.isError || entry.noun === 'price'
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      look="primary"
      title={to === 'before' ? `Undo ${entry.action}, version ${entry.version}?` : `Restore version ${entry.version}?`}
      consequence={sentenceOf(entry.noun, isNew)}
      verb={to === 'before' ? 'Undo this change' : 'Restore this version'}
      onConfirm={async () => {
        const restored = await command.mutateAsync(current.data?.version)
        toast.done(`The ${restored.noun} is as it was; in force within a second.`)
        onDone()
      }}
    >
      {current.isLoading ? null : <AuditDiff before={current.data ?? null} after={merged(current.data, target)} />}
    </ConfirmDialog>
  )
}

function sentenceOf(noun: string, isNew: boolean): string {
  if (noun === 'price') return 'A price with these figures is set from now on; what was charged stays charged.'
  if (isNew) return `The ${noun} is gone; it is made anew, under its former id: what was used counts on.`
  return 'It is now as on the left, and will be as on the right. This is an edit like any other, and can be undone too.'
}

/** What will be: the kept state over what is now, so that fields nobody kept are shown as they stay. */
function merged(current: object | undefined, target: unknown): unknown {
  return current && typeof target === 'object' ? { ...current, ...target } : target
}

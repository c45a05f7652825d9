'use client'

import { type ReactNode, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogActions } from '@/components/ui/dialog'
import { FailureNote } from '@/components/ui/failure-note'

type Props = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** What it will break, counted: "3 keys, 2 used in the last hour". */
  consequence: ReactNode
  /** The verb on the button: "Revoke key", never "OK". */
  verb: string
  onConfirm: () => Promise<unknown>
  look?: 'danger' | 'primary'
  children?: ReactNode
}

/** Asks before a destructive act and says what it will break. A failure stays in the dialog, so nothing is lost. */
export function ConfirmDialog({ isOpen, ...props }: Props) {
  return isOpen ? <OpenDialog {...props} /> : null
}

/** Made when it opens: a table of fifty rows has a hundred of these that nobody opens. */
function OpenDialog({ onOpenChange, title, consequence, verb, onConfirm, look = 'danger', children }: Omit<Props, 'isOpen'>) {
  const [isBusy, setIsBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)

  const confirm = async () => {
    setIsBusy(true)
    setFailure(null)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (error) {
      setFailure(error)
    } finally {
      setIsBusy(false)
    }
  }

  return (
    <Dialog isOpen onOpenChange={onOpenChange} title={title}>
      <div className="text-ink-muted">{consequence}</div>
      {children ? <div className="mt-4">{children}</div> : null}
      {failure ? <FailureNote error={failure} className="mt-4" /> : null}
      <DialogActions>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button look={look} isBusy={isBusy} onClick={confirm}>
          {verb}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

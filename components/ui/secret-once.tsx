'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { CopyField } from '@/components/ui/copy-field'
import { Dialog, DialogActions } from '@/components/ui/dialog'

type Props = { title: string; sentence: ReactNode; label: string; value: string; onClose: () => void; children?: ReactNode }

/** A secret that is shown this once: it must be closed on purpose. */
export function SecretOnce({ title, sentence, label, value, onClose, children }: Props) {
  return (
    <Dialog isOpen onOpenChange={onClose} title={title} sentence={sentence} mustBeClosedOnPurpose width="wide">
      <CopyField label={label} value={value} />
      {children ? <div className="mt-4">{children}</div> : null}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          I have stored it
        </Button>
      </DialogActions>
    </Dialog>
  )
}

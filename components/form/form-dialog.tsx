'use client'

import { type ReactNode, useState } from 'react'
import { Button, type ButtonLook } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

type Props = {
  /** On the button that opens it. */
  trigger: ReactNode
  triggerLabel?: string
  look?: ButtonLook
  size?: 'small' | 'medium'
  title: string
  sentence?: ReactNode
  width?: 'narrow' | 'wide'
  children: (close: () => void) => ReactNode
}

/** A button and the dialog it opens. The form inside is made anew each time, so it starts from what is true now. */
export function FormDialog({ trigger, triggerLabel, look, size, title, sentence, width, children }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button look={look} size={size} aria-label={triggerLabel} aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        {trigger}
      </Button>
      {isOpen ? (
        <Dialog isOpen onOpenChange={setIsOpen} title={title} sentence={sentence} width={width}>
          {children(() => setIsOpen(false))}
        </Dialog>
      ) : null}
    </>
  )
}

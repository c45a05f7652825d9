'use client'

import { useSearchParams } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
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
  /** The name by which a link opens it: ?do=create-tenant. */
  act?: string
  /** Fetches what is inside, once somebody points at the button or comes to it with the keyboard. */
  prefetch?: () => void
  children: (close: () => void) => ReactNode
}

/** A button and the dialog it opens. The form inside is made anew each time, so it starts from what is true now. */
export function FormDialog({ trigger, triggerLabel, look, size, title, sentence, width, act, prefetch, children }: Props) {
  const [isOpen, setIsOpen] = useState(false)
  const asked = useSearchParams().get('do')
  useEffect(() => {
    if (act === undefined || asked !== act) return
    setIsOpen(true)
    const url = new URL(window.location.href)
    url.searchParams.delete('do')
    window.history.replaceState(null, '', url)
  }, [act, asked])
  return (
    <>
      <Button
        look={look}
        size={size}
        aria-label={triggerLabel}
        aria-haspopup="dialog"
        onPointerEnter={prefetch}
        onFocus={prefetch}
        onClick={() => setIsOpen(true)}
      >
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

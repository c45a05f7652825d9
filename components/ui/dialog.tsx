'use client'

import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

type Props = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** One sentence: what this dialog is for. */
  sentence?: ReactNode
  children: ReactNode
  width?: 'narrow' | 'wide'
  /** For what is shown only once: a click beside the dialog must not lose it. */
  mustBeClosedOnPurpose?: boolean
}

/** A modal dialog: focus stays inside, Escape closes it, the page behind does not scroll. On a phone it fills the screen's width. */
export function Dialog({ isOpen, onOpenChange, title, sentence, children, width = 'narrow', mustBeClosedOnPurpose }: Props) {
  const keepOpen = mustBeClosedOnPurpose ? (event: Event) => event.preventDefault() : undefined
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          {...(sentence ? {} : { 'aria-describedby': undefined })}
          onInteractOutside={keepOpen}
          onEscapeKeyDown={keepOpen}
          className={clsx(
            'fixed top-[8vh] left-1/2 z-50 flex max-h-[86vh] w-[calc(100vw-1.5rem)] -translate-x-1/2 flex-col rounded-lg border border-line bg-surface shadow-2xl focus:outline-none',
            width === 'narrow' ? 'max-w-lg' : 'max-w-3xl',
          )}
        >
          <header className="flex items-start gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {sentence ? <Radix.Description className="mt-0.5 text-ink-muted">{sentence}</Radix.Description> : null}
            </div>
            <Radix.Close aria-label="Close" className="-mr-1.5 rounded p-1 text-ink-muted hover:bg-hover hover:text-ink">
              <X aria-hidden className="size-4.5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 py-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The last line of a dialog: what it does on the right, the way out beside it. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap items-center justify-end gap-2">{children}</div>
}

'use client'

import { clsx } from 'clsx'
import { Popover } from 'radix-ui'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { Input, selectLook } from '@/components/ui/input'
import { type Lookup, type LookupChoice, useChosen, useLookup } from '@/lib/client/use-lookup'

export type SearchSelectProps = {
  lookup: Lookup
  value: string
  onChange: (value: string) => void
  /** What stands for no choice; left out, one must be made. */
  none?: string
  placeholder?: string
  className?: string
  name?: string
  id?: string
  onBlur?: () => void
  'aria-label'?: string
  'aria-invalid'?: boolean
  'aria-describedby'?: string
}

/** Chooses one of very many by typing a part of its name: a combobox over a list of the management API. */
export function SearchSelect({ lookup, value, onChange, none, placeholder, className, onBlur, ...rest }: SearchSelectProps) {
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState<string | null>(null)
  const [index, setIndex] = useState(0)
  const isOpen = text !== null
  const chosen = useChosen(lookup, value)
  const { choices, isBusy } = useLookup(lookup, text ?? '', isOpen)
  const shown: LookupChoice[] = none !== undefined && !text ? [{ value: '', label: none }, ...choices] : choices
  const active = Math.min(index, shown.length - 1)

  const open = () => {
    setText('')
    setIndex(0)
  }
  const choose = (choice: LookupChoice | undefined) => {
    if (choice) onChange(choice.value)
    setText(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return setText(null)
    if (!isOpen) {
      if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
      event.preventDefault()
      return open()
    }
    if (event.key === 'Escape') {
      // Closes the list, not the dialog around it.
      event.preventDefault()
      event.stopPropagation()
      return setText(null)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      return choose(shown[active])
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    setIndex((active + (event.key === 'ArrowDown' ? 1 : -1) + shown.length) % Math.max(1, shown.length))
  }

  return (
    <Popover.Root open={isOpen} onOpenChange={(next) => (next ? null : setText(null))}>
      <Popover.Anchor asChild>
        <Input
          {...rest}
          ref={field}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen && shown[active] ? `${listId}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          className={clsx('truncate', none !== undefined && !isOpen && 'placeholder:text-ink!', selectLook, className)}
          placeholder={isOpen && chosen ? chosen : (none ?? placeholder ?? 'Type to search')}
          value={text ?? chosen}
          onClick={() => (isOpen ? null : open())}
          onChange={(event) => {
            setText(event.target.value)
            setIndex(0)
          }}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
        />
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          aria-label={rest['aria-label'] ?? 'Choices'}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target === field.current) event.preventDefault()
          }}
          // A dialog behind must not swallow the wheel.
          onWheel={(event) => event.stopPropagation()}
          className="z-60 w-(--radix-popover-trigger-width) min-w-56 rounded-md border border-line bg-surface p-1 shadow-lg"
        >
          <div id={listId} role="listbox" aria-label={rest['aria-label'] ?? 'Choices'} className="max-h-64 overflow-y-auto">
            {shown.map((choice, position) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the keyboard and moves through the options
              <div
                key={choice.value}
                id={`${listId}-${position}`}
                role="option"
                tabIndex={-1}
                aria-selected={choice.value === value}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(choice)}
                onMouseMove={() => setIndex(position)}
                className={clsx('flex cursor-pointer gap-3 rounded px-2 py-1.5', position === active && 'bg-hover')}
              >
                <span className="truncate">{choice.label}</span>
                {choice.note ? <span className="ml-auto shrink-0 text-sm text-ink-muted">{choice.note}</span> : null}
              </div>
            ))}
          </div>
          {shown.length === 0 ? (
            <p className="px-2 py-3 text-sm text-ink-muted">{isBusy ? 'Searching…' : 'Nothing by that name.'}</p>
          ) : null}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

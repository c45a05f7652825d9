'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { areSingleKeysOn, isTyping } from '@/components/shell/single-keys'
import { Input } from '@/components/ui/input'

type SearchProps = {
  label: string
  hint?: string
  clean?: (text: string) => string
  value: string
  onChange: (text: string) => void
}

/** Searches a moment after the last letter; "/" comes here. */
export function SearchField({ label, hint, clean, value, onChange }: SearchProps) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const sent = useRef(value)

  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])

  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onChange(text)
    }, 250)
    return () => clearTimeout(timer)
  }, [text, onChange])

  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event) || event.metaKey || event.ctrlKey || !areSingleKeysOn()) return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])

  return (
    <div className="relative w-full sm:w-64">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint" />
      <Input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={hint ?? label}
        value={text}
        onChange={(event) => setText(clean ? clean(event.target.value) : event.target.value)}
        className="pl-8"
      />
    </div>
  )
}

'use client'

import { useId, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { TextArea } from '@/components/ui/input'

type Props = {
  /** What the file is called for those who do not see it: `CSV file`. */
  fileLabel: string
  /** Of the text. */
  label: string
  /** As the file's input takes it: endings and types. */
  accept: string
  value: string
  onChange: (text: string) => void
  rows?: number
  placeholder?: string
}

/** A text that is long enough to come from a file: chosen, or pasted. */
export function TextFromFile({ fileLabel, label, accept, value, onChange, rows = 8, placeholder }: Props) {
  const file = useRef<HTMLInputElement>(null)
  const id = useId()
  return (
    <div>
      <input
        ref={file}
        type="file"
        accept={accept}
        aria-label={fileLabel}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => event.target.files?.[0]?.text().then(onChange)}
      />
      <div className="mb-2 flex flex-wrap items-end justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <Button size="small" onClick={() => file.current?.click()}>
          Choose a file
        </Button>
      </div>
      <TextArea
        id={id}
        rows={rows}
        spellCheck={false}
        className="font-mono text-sm"
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

'use client'

import { type FormEvent, useId, useState } from 'react'
import type { Turn } from '@/components/playground/conversation'
import { Button } from '@/components/ui/button'
import { Input, TextArea } from '@/components/ui/input'
import type { ToolCall } from '@/lib/client/stream-chat'

const LARGEST_IMAGE_BYTES = 4 * 1024 * 1024

type Props = {
  isBusy: boolean
  canSend: boolean
  /** Calls of the last answers that wait for what the tool says. */
  openCalls: ToolCall[]
  onSend: (turn: Omit<Turn, 'answers'>) => void
  onStop: () => void
}

/** Where a message is written: text, images, and what tools have said. Nothing typed is lost when a call is refused. */
export function Composer({ isBusy, canSend, openCalls, onSend, onStop }: Props) {
  const id = useId()
  const [text, setText] = useState('')
  const [images, setImages] = useState<string[]>([])
  const [results, setResults] = useState<Record<string, string>>({})
  const [trouble, setTrouble] = useState<string | null>(null)
  const hasContent = text.trim() !== '' || images.length > 0 || openCalls.some((call) => results[call.id])

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!hasContent || !canSend || isBusy) return
    onSend({ text: text.trim(), images, toolResults: results })
    setText('')
    setImages([])
    setResults({})
  }

  const addImages = async (files: FileList | null) => {
    setTrouble(null)
    for (const file of files ?? []) {
      if (file.size > LARGEST_IMAGE_BYTES) setTrouble(`${file.name} has more than 4 MB.`)
      else {
        const url = await readDataUrl(file)
        setImages((all) => [...all, url])
      }
    }
  }

  return (
    <form onSubmit={submit} className="mt-6 space-y-3 border-t border-line pt-4">
      {openCalls.map((call) => (
        <div key={call.id}>
          <label htmlFor={`${id}-${call.id}`} className="mb-1 block font-medium">
            What {call.name} answers
          </label>
          <Input
            id={`${id}-${call.id}`}
            value={results[call.id] ?? ''}
            onChange={(event) => setResults({ ...results, [call.id]: event.target.value })}
          />
        </div>
      ))}
      <div>
        <label htmlFor={`${id}-text`} className="mb-1 block font-medium">
          Message
        </label>
        <TextArea
          id={`${id}-text`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) submit(event)
          }}
        />
        <p className="mt-1 text-sm text-ink-muted">Enter sends, Shift and Enter begin a new line.</p>
      </div>
      {images.length > 0 ? (
        <ul className="flex flex-wrap gap-2">
          {images.map((url, index) => (
            <li key={url.slice(-40)} className="flex items-center gap-2">
              {/* biome-ignore lint/performance/noImgElement: it is in the browser already */}
              <img src={url} alt={`To send, number ${index + 1}`} className="h-14 rounded border border-line" />
              <Button size="small" look="quiet" onClick={() => setImages(images.filter((_, at) => at !== index))}>
                Leave out
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {trouble ? (
        <p role="alert" className="text-sm text-danger">
          {trouble}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        {isBusy ? (
          <Button onClick={onStop}>Stop</Button>
        ) : (
          <Button type="submit" look="primary" disabled={!hasContent || !canSend}>
            Send
          </Button>
        )}
        <label htmlFor={`${id}-images`} className="text-sm text-ink-muted">
          Add images
        </label>
        <input
          id={`${id}-images`}
          type="file"
          accept="image/png,image/jpeg,image/webp,image/gif"
          multiple
          className="max-w-56 text-sm text-ink-muted"
          onChange={(event) => {
            void addImages(event.target.files)
            event.target.value = ''
          }}
        />
      </div>
    </form>
  )
}

function readDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}

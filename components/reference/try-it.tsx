'use client'

import { type FormEvent, useId, useMemo, useState } from 'react'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { Input, TextArea } from '@/components/ui/input'
import { playgroundKeys } from '@/lib/client/playground-keys'

type Operation = {
  method: string
  path: string
  parameters: { in: string; name: string; isRequired: boolean }[]
  sample: string | null
}

type Props = {
  operation: Operation
  /** What stands before the path. */
  base: string
  /** The gateway wants a key: of this subscription. Null: the reader's own session. */
  subscriptionId: string | null
}

type Answered = { status: number; requestId: string | null; text: string }

/** Sends a real request, as the reader: with their session, or with a key of ten minutes. */
export function TryIt({ operation: { method, path, parameters, sample }, base, subscriptionId }: Props) {
  const id = useId()
  const keys = useMemo(playgroundKeys, [])
  const [values, setValues] = useState<Record<string, string>>({})
  const [body, setBody] = useState(sample ?? '')
  const [answered, setAnswered] = useState<Answered | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [isBusy, setIsBusy] = useState(false)
  const asked = parameters.filter((one) => one.name.toLowerCase() !== 'idempotency-key')

  const send = async (event: FormEvent) => {
    event.preventDefault()
    setIsBusy(true)
    setFailure(null)
    try {
      const headers: Record<string, string> = { accept: 'application/json' }
      if (subscriptionId) headers.authorization = `Bearer ${await keys.get(subscriptionId)}`
      if (sample !== null) headers['content-type'] = 'application/json'
      for (const { in: place, name } of asked) if (place === 'header' && values[name]) headers[name.toLowerCase()] = values[name]
      const response = await fetch(base + addressOf(path, asked, values), {
        method,
        headers,
        ...(sample === null ? {} : { body }),
        credentials: subscriptionId ? 'omit' : 'same-origin',
      })
      setAnswered({
        status: response.status,
        requestId: response.headers.get('x-request-id'),
        text: pretty(await response.text()),
      })
    } catch (error) {
      setFailure(error)
    }
    setIsBusy(false)
  }

  return (
    <form onSubmit={(event) => void send(event)} className="space-y-3">
      {asked.map(({ in: place, name, isRequired }) => (
        <div key={`${place} ${name}`}>
          <label htmlFor={`${id}-${name}`} className="mb-1 block text-sm font-medium">
            {name}{' '}
            <span className="font-normal text-ink-muted">
              ({place}
              {isRequired ? '' : ', optional'})
            </span>
          </label>
          <Input
            id={`${id}-${name}`}
            required={isRequired}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.target.value })}
          />
        </div>
      ))}
      {sample === null ? null : (
        <div>
          <label htmlFor={`${id}-body`} className="mb-1 block text-sm font-medium">
            Body
          </label>
          <TextArea
            id={`${id}-body`}
            rows={8}
            spellCheck={false}
            className="font-mono text-sm"
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </div>
      )}
      <Button type="submit" look={method === 'GET' ? 'primary' : 'danger'} isBusy={isBusy}>
        {method === 'GET' ? 'Send' : `Send: this ${method} is real`}
      </Button>
      {failure ? <FailureNote error={failure} /> : null}
      {answered ? (
        <div>
          <p role="status" className="mb-1 font-medium">
            {answered.status}
            {answered.requestId ? <span className="font-normal text-ink-muted"> {answered.requestId}</span> : null}
          </p>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-sm"
          >
            {answered.text}
          </pre>
        </div>
      ) : null}
    </form>
  )
}

function addressOf(path: string, parameters: Operation['parameters'], values: Record<string, string>): string {
  const query = new URLSearchParams()
  for (const { in: place, name } of parameters) if (place === 'query' && values[name]) query.set(name, values[name])
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
  return query.size > 0 ? `${filled}?${query}` : filled
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

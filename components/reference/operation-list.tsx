'use client'

import { useState } from 'react'
import { TryIt } from '@/components/reference/try-it'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'

type Field = { name: string; type: string; isRequired: boolean; description: string }

export type ListedOperation = {
  id: string
  method: string
  path: string
  summary: string
  description: string
  parameters: (Field & { in: string })[]
  body: Field[] | null
  sample: string | null
}

type Props = { operations: ListedOperation[]; base: string; subscriptionId: string | null; canTry: boolean }

/** The operations of one part of an API: what each takes, and a real request of the reader's own. */
export function OperationList({ operations, base, subscriptionId, canTry }: Props) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {operations.map((operation) => (
        <li key={operation.id} id={operation.id} className="py-5">
          <h3 className="flex flex-wrap items-center gap-2 font-mono text-sm [overflow-wrap:anywhere]">
            <Badge tone={operation.method === 'GET' ? 'accent' : 'neutral'}>{operation.method}</Badge> {base}
            {operation.path}
          </h3>
          <p className="mt-1 font-medium">{operation.summary}</p>
          {operation.description ? <p className="text-ink-muted">{operation.description}</p> : null}
          <Fields title="Parameters" fields={operation.parameters} />
          <Fields title="Body" fields={operation.body ?? []} />
          {canTry ? <Trying operation={operation} base={base} subscriptionId={subscriptionId} /> : null}
        </li>
      ))}
    </ul>
  )
}

function Trying({
  operation,
  base,
  subscriptionId,
}: {
  operation: ListedOperation
  base: string
  subscriptionId: string | null
}) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="mt-3">
      <Button
        size="small"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Close' : 'Try'} ${operation.method} ${operation.path}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        {isOpen ? 'Close' : 'Try it'}
      </Button>
      {isOpen ? (
        <div className="mt-3 max-w-2xl rounded-md border border-line p-4">
          <TryIt operation={operation} base={base} subscriptionId={subscriptionId} />
        </div>
      ) : null}
    </div>
  )
}

function Fields({ title, fields }: { title: string; fields: Field[] }) {
  if (fields.length === 0) return null
  return (
    <details className="mt-2">
      <summary className="cursor-pointer text-sm text-ink-muted hover:text-ink">
        {title} ({fields.length})
      </summary>
      <dl className="mt-1 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-[14rem_1fr]">
        {fields.map(({ name, type, isRequired, description }) => (
          <div key={name} className="contents">
            <dt className="font-mono [overflow-wrap:anywhere]">{name}</dt>
            <dd className="text-ink-muted [overflow-wrap:anywhere]">
              {type}
              {isRequired ? ', required' : ''}
              {description ? `. ${description}` : ''}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

'use client'

import { Badge, type Tone } from '@/components/ui/badge'
import type { ConfigChange } from '@/lib/contracts/config'

const tones: Record<ConfigChange['action'], Tone> = { create: 'good', update: 'accent', delete: 'bad' }
const words: Record<ConfigChange['action'], string> = { create: 'new', update: 'changed', delete: 'removed' }

/** What differs, thing by thing, field by field: here beside wanted. */
export function ConfigChanges({ changes, heads = ['Here', 'Wanted'] }: { changes: ConfigChange[]; heads?: [string, string] }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {changes.map((change) => (
        <li key={`${change.noun} ${change.name}`} className="py-2">
          <p className="flex flex-wrap items-center gap-x-2">
            <Badge tone={tones[change.action]}>{words[change.action]}</Badge>
            <span className="text-ink-muted">{change.noun}</span>
            <span className="font-medium break-all">{change.name}</span>
          </p>
          {change.problem ? <p className="mt-1 text-danger">{change.problem}</p> : null}
          {change.action === 'update' ? <Fields change={change} heads={heads} /> : null}
          {change.action === 'create' ? (
            <details className="mt-1">
              <summary className="cursor-pointer text-sm text-ink-muted">What it says</summary>
              <Fields change={change} heads={heads} />
            </details>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function Fields({ change, heads }: { change: ConfigChange; heads: [string, string] }) {
  return (
    <div className="mt-1 overflow-x-auto">
      <table className="w-full text-sm" aria-label={`Changes of ${change.name}`}>
        <thead>
          <tr className="text-left text-xs text-ink-muted">
            <th scope="col" className="py-1 pr-3 font-medium">
              Field
            </th>
            <th scope="col" className="py-1 pr-3 font-medium">
              {heads[0]}
            </th>
            <th scope="col" className="py-1 font-medium">
              {heads[1]}
            </th>
          </tr>
        </thead>
        <tbody>
          {change.fields.map(({ field, from, to }) => (
            <tr key={field} className="align-top">
              <th scope="row" className="py-1 pr-3 text-left font-normal text-ink-muted">
                {field}
              </th>
              <td className="py-1 pr-3 font-mono break-all">{write(from)}</td>
              <td className="py-1 font-mono break-all">{write(to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function write(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

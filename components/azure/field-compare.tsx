import type { ReactNode } from 'react'
import { fieldText } from '@/components/azure/publish-words'

type Field = { field: string; left: unknown; right: unknown; action?: ReactNode }

/** Fields side by side: as they are at API Management, and as they are here. */
export function FieldCompare({ label, fields, heads }: { label: string; fields: Field[]; heads: [string, string] }) {
  const hasActions = fields.some(({ action }) => action)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="mt-1 overflow-x-auto">
      <table aria-label={label} className="w-full text-sm">
        <thead>
          <tr className="text-left text-xs text-ink-muted">
            <th scope="col" className="py-1 pr-3 font-medium">
              Field
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="py-1 pr-3 font-medium">
                {head}
              </th>
            ))}
            {hasActions ? (
              <th scope="col" className="py-1 font-medium">
                <span className="sr-only">Keep</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, left, right, action }) => (
            <tr key={field} className="border-t border-line align-top">
              <th scope="row" className="py-1 pr-3 text-left font-normal text-ink-muted">
                {field}
              </th>
              {[left, right].map((value, side) => (
                <td key={heads[side]} className="py-1 pr-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
                  {fieldText(value)}
                </td>
              ))}
              {hasActions ? <td className="py-1 text-right whitespace-nowrap">{action}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

import { diffOf } from '@/components/audit/diff'

/** Before and after, field by field; only what differs. */
export function AuditDiff({ before, after }: { before: unknown; after: unknown }) {
  const fields = diffOf(before, after)
  if (fields.length === 0) return <p className="text-ink-muted">No field differs.</p>
  return (
    <table aria-label="Change" className="w-full table-fixed text-sm">
      <thead>
        <tr className="border-b border-line text-left text-xs text-ink-muted">
          <th scope="col" className="w-1/4 py-1.5 pr-3 font-medium">
            Field
          </th>
          <th scope="col" className="py-1.5 pr-3 font-medium">
            Before
          </th>
          <th scope="col" className="py-1.5 font-medium">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.path} className="border-b border-line align-top">
            <th scope="row" className="py-1.5 pr-3 text-left font-normal break-words text-ink-muted">
              {field.path}
            </th>
            <td className="py-1.5 pr-3 font-mono text-xs break-all">
              {field.before === null ? <None /> : <del className="decoration-danger/60">{field.before}</del>}
            </td>
            <td className="py-1.5 font-mono text-xs break-all">
              {field.after === null ? <None /> : <ins className="no-underline">{field.after}</ins>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function None() {
  return <span className="font-sans text-ink-muted">nothing</span>
}

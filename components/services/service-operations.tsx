import type { ServiceRulesOut } from '@/lib/contracts/service'
import { unitWord } from '@/lib/contracts/unit-word'

/** The operations of a service as a table. */
export function ServiceOperations({ operations }: { operations: ServiceRulesOut['operations'] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm" aria-label="Operations">
        <thead className="text-left text-ink-muted">
          <tr>
            <th className="py-1.5 pr-4 font-normal">Operation</th>
            <th className="py-1.5 pr-4 font-normal">What it does</th>
            <th className="py-1.5 font-normal">Counts as</th>
          </tr>
        </thead>
        <tbody>
          {operations.map(({ method, path, summary, units }) => (
            <tr key={`${method} ${path}`} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-4 text-left font-normal">
                <code>
                  {method} {path}
                </code>
              </th>
              <td className="py-1.5 pr-4">{summary}</td>
              <td className="py-1.5">{describeUnits(units)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function describeUnits(units: ServiceRulesOut['operations'][number]['units']): string {
  if (units === null) return 'nothing'
  return 'perCall' in units
    ? `${units.perCall} ${unitWord(units.kind, units.perCall)}`
    : `${units.kind}, as many as ${units.field} says`
}

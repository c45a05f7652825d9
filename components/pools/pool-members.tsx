import { describeShare } from '@/components/ui/number-text'
import type { Pool } from '@/lib/contracts/pool'

/** The members as rows, a group for each priority, with the share of calls each gets in its group. */
export function PoolMembers({ members }: { members: Pool['members'] }) {
  const priorities = [...new Set(members.map((member) => member.priority))].toSorted((a, b) => a - b)
  return (
    <ul className="space-y-1">
      {priorities.map((priority) => {
        const group = members.filter((member) => member.priority === priority)
        const sum = group.reduce((total, member) => total + member.weight, 0)
        return (
          <li key={priority} className="flex gap-2">
            <span className="w-4 shrink-0 text-right text-ink-muted" title={`Priority ${priority}`}>
              {priority}
            </span>
            <ul>
              {group.map((member) => (
                <li key={member.backendId}>
                  {member.backendName}{' '}
                  <span className="text-ink-muted">
                    weight {member.weight}
                    {member.isDrained ? ', drained' : ''}
                    {group.length > 1 ? `, ${describeShare(member.weight, sum)}` : ''}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        )
      })}
    </ul>
  )
}

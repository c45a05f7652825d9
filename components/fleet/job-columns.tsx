import type { LocalColumn } from '@/components/data-table/local-table'
import { Badge } from '@/components/ui/badge'
import { Time } from '@/components/ui/time'
import type { FleetJob } from '@/lib/contracts/fleet'

const titles: Record<string, string> = {
  partitions: 'Months ahead in the ledger',
  retention: 'Old months away',
  verify: 'Check of the books',
}

export const jobColumns: LocalColumn<FleetJob>[] = [
  { id: 'job', title: 'Job', text: ({ name }) => titles[name] ?? name },
  {
    id: 'state',
    title: 'State',
    text: describeState,
    cell: (job) => <Badge tone={job.ok === false ? 'bad' : job.ok ? 'good' : 'neutral'}>{describeState(job)}</Badge>,
  },
  {
    id: 'ended',
    title: 'Last run',
    text: ({ endedAt }) => endedAt ?? 'never',
    cell: ({ endedAt }) => (endedAt ? <Time value={endedAt} /> : 'never'),
  },
  { id: 'due', title: 'Next', text: ({ dueAt }) => dueAt, cell: ({ dueAt }) => <Time value={dueAt} /> },
  { id: 'message', title: 'Said', text: ({ message }) => message ?? '' },
]

function describeState({ isRunning, ok }: FleetJob): string {
  if (isRunning) return 'running'
  return ok === null ? 'waiting' : ok ? 'done' : 'failed'
}

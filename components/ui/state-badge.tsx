import { Badge, type Tone } from '@/components/ui/badge'

const toneOfState: Record<string, Tone> = {
  active: 'good',
  booked: 'good',
  proposed: 'accent',
  discarded: 'neutral',
  running: 'good',
  'to-come': 'accent',
  over: 'neutral',
  open: 'accent',
  published: 'good',
  answered: 'good',
  closed: 'good',
  reopened: 'warn',
  submitted: 'accent',
  draft: 'neutral',
  deprecated: 'warn',
  suspended: 'warn',
  'in grace': 'warn',
  retired: 'neutral',
  rejected: 'bad',
  refused: 'warn',
  failed: 'bad',
  revoked: 'neutral',
  expired: 'neutral',
  cancelled: 'neutral',
  interrupted: 'warn',
  disabled: 'neutral',
}

const words: Record<string, string> = { submitted: 'waiting for approval', 'to-come': 'to come' }

/** The state of a product, subscription, key, user or call. */
export function StateBadge({ state }: { state: string }) {
  return <Badge tone={toneOfState[state] ?? 'neutral'}>{words[state] ?? state}</Badge>
}

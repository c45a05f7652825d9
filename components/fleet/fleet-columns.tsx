import type { LocalColumn } from '@/components/data-table/local-table'
import { describeBytes, describeSpan } from '@/components/fleet/words'
import { Badge, type Tone } from '@/components/ui/badge'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { Replica } from '@/lib/contracts/fleet'

export function fleetColumns(): LocalColumn<Replica>[] {
  return [
    {
      id: 'replica',
      title: 'Replica',
      text: ({ id, host }) => `${host ?? 'unknown host'} ${id}`,
      cell: ({ id, host }) => (
        <>
          {host ?? 'unknown host'} <code className="text-xs text-ink-muted" title={id}>{`…${id.slice(-8)}`}</code>
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      text: ({ state }) => words[state],
      cell: (replica) => <StateCell replica={replica} />,
    },
    { id: 'serves', title: 'Serves', text: ({ servesCalls }) => (servesCalls ? 'calls' : 'console only') },
    { id: 'version', title: 'Version', text: ({ version }) => version ?? 'unknown' },
    {
      id: 'catalog',
      title: 'Catalog',
      text: ({ catalogVersion, catalogBehind }) =>
        catalogBehind === 0
          ? describeCount(catalogVersion)
          : `${describeCount(catalogVersion)}, ${describeCount(catalogBehind)} behind`,
      value: ({ catalogVersion }) => catalogVersion,
      isNumeric: true,
    },
    number('inFlight', 'Under way', ({ inFlight }) => inFlight),
    number('breakers', 'Breakers open', ({ openBreakers }) => openBreakers),
    {
      id: 'spool',
      title: 'Spool',
      text: ({ spoolBytes }) => describeBytes(spoolBytes),
      value: ({ spoolBytes }) => spoolBytes,
      isNumeric: true,
    },
    {
      id: 'oldest',
      title: 'Oldest unflushed',
      text: ({ oldestUnflushedMs }) => (oldestUnflushedMs === 0 ? 'none' : describeSpan(oldestUnflushedMs)),
      value: ({ oldestUnflushedMs }) => oldestUnflushedMs,
      isNumeric: true,
    },
    { id: 'counters', title: 'Limits counted', text: describeCounters },
    { id: 'started', title: 'Started', text: ({ startedAt }) => startedAt, cell: ({ startedAt }) => <Time value={startedAt} /> },
  ]
}

function number(id: string, title: string, of: (replica: Replica) => number): LocalColumn<Replica> {
  return { id, title, text: (replica) => describeCount(of(replica)), value: of, isNumeric: true }
}

const words: Record<Replica['state'], string> = {
  ready: 'ready',
  degraded: 'degraded',
  full: 'takes no calls',
  missing: 'missing',
}
const tones: Record<Replica['state'], Tone> = { ready: 'good', degraded: 'warn', full: 'bad', missing: 'bad' }

/** The state in a word, and since when. */
function StateCell({ replica: { state, seenAt, flushFailingSince } }: { replica: Replica }) {
  const since = state === 'missing' ? seenAt : flushFailingSince
  return (
    <>
      <Badge tone={tones[state]}>{words[state]}</Badge>
      {since ? (
        <span className="text-xs text-ink-muted">
          {' since '}
          <Time value={since} />
        </span>
      ) : null}
    </>
  )
}

function describeCounters({ counters, servesCalls }: Replica): string {
  if (!counters || !servesCalls) return '-'
  if (counters.store === 'redis') return counters.isUp ? 'in Redis' : `Redis is away: shared among ${counters.gateways}`
  return counters.gateways > 1 ? `in memory, shared among ${counters.gateways}` : 'in memory'
}

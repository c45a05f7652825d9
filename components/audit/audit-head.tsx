import { Section } from '@/components/ui/section'
import { Time } from '@/components/ui/time'
import type { AuditHead } from '@/lib/contracts/audit'

/** The chain's head now, and as it was exported at the end of each day. */
export function AuditHeadSection({ head }: { head: AuditHead }) {
  return (
    <Section
      title="The head of the chain"
      sentence="Kept somewhere else, it proves later that nothing before it was changed. Each day it goes into audit-heads.jsonl under DATA_DIR, and to every channel that takes it."
    >
      <dl className="space-y-1.5 text-sm">
        <Row label={`Now, version ${head.version}`} hash={head.hash} />
        {head.exported.slice(0, 7).map((one) => (
          <Row key={one.day} label={`${one.day}, version ${one.version}`} hash={one.hash} at={one.exportedAt} />
        ))}
      </dl>
    </Section>
  )
}

function Row({ label, hash, at }: { label: string; hash: string; at?: string }) {
  return (
    <div className="grid gap-x-4 sm:grid-cols-[14rem_1fr]">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="min-w-0">
        <code className="font-mono break-all">{hash}</code>
        {at ? (
          <span className="text-ink-muted">
            {' '}
            exported <Time value={at} />
          </span>
        ) : null}
      </dd>
    </div>
  )
}

import { z } from 'zod'
import { spansOf } from '@/components/calls/spans'
import { Waterfall } from '@/components/calls/waterfall'
import { describeCount } from '@/components/ui/number-text'

/** What a trace holds; anything else is shown as it is. */
const traceShape = z.object({
  steps: z.array(z.object({ step: z.string(), atMs: z.number(), note: z.string().optional() })),
  limits: z.array(
    z.object({
      limitId: z.string(),
      name: z.string(),
      countKey: z.string(),
      used: z.number(),
      amount: z.number(),
      need: z.number(),
      hasRefused: z.boolean(),
    }),
  ),
  attempts: z.array(
    z.object({
      backendId: z.string(),
      startMs: z.number(),
      durationMs: z.number(),
      status: z.number().nullable(),
      failure: z.string().nullable(),
      told: z.record(z.string(), z.string()).optional(),
      usage: z.string(),
      why: z.string().optional(),
    }),
  ),
})

type Props = {
  trace: unknown
  durationMs: number
  firstByteMs: number | null
  backendNames?: ReadonlyMap<string, string>
}

/** The decision trace: where the time went, steps, limits that were looked at, attempts. */
export function TraceView({ trace, durationMs, firstByteMs, backendNames }: Props) {
  if (trace === null || trace === undefined) {
    return (
      <p className="text-ink-muted">
        No trace of this call is kept. Refused, failed and slow calls keep theirs for a while, of the rest a sample.
      </p>
    )
  }
  const parsed = traceShape.safeParse(trace)
  if (!parsed.success)
    return <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-sm">{JSON.stringify(trace, null, 2)}</pre>
  const { steps, limits, attempts } = parsed.data
  return (
    <div className="space-y-6">
      <Waterfall
        spans={spansOf(parsed.data, durationMs, (id) => backendNames?.get(id) ?? 'Backend')}
        totalMs={durationMs}
        firstByteMs={firstByteMs}
      />
      <Rows
        head={['Step', 'At', 'Reason']}
        label="Steps"
        rows={steps.map((one) => [one.step, `${describeCount(Math.round(one.atMs))} ms`, one.note ?? ''])}
      />
      {limits.length > 0 ? (
        <Rows
          head={['Limit', 'Used before', 'Needed', 'Allowed', 'Decision']}
          label="Limits"
          rows={limits.map((one) => [
            one.name,
            describeCount(one.used),
            describeCount(one.need),
            describeCount(one.amount),
            one.hasRefused ? 'refused' : 'passed',
          ])}
        />
      ) : null}
      {attempts.length > 0 ? (
        <Rows
          head={['Attempt', 'Backend', 'Chosen because', 'Started', 'Took', 'Result', 'Usage']}
          label="Attempts"
          rows={attempts.map((one, index) => [
            String(index + 1),
            backendNames?.get(one.backendId) ?? one.backendId,
            one.why ?? '',
            `${describeCount(Math.round(one.startMs))} ms`,
            `${describeCount(Math.round(one.durationMs))} ms`,
            resultOf(one),
            one.usage,
          ])}
        />
      ) : null}
    </div>
  )
}

/** With what the provider said of it beside the answer: its region, its own id, how full it is. */
function resultOf({ failure, status, told = {} }: z.output<typeof traceShape>['attempts'][number]): string {
  const said = Object.entries(toldWords).flatMap(([name, word]) => (told[name] === undefined ? [] : `${word} ${told[name]}`))
  return [failure ?? `status ${status ?? 'none'}`, ...said].join(', ')
}

const toldWords: Record<string, string> = {
  region: 'in',
  spilledTo: 'spilled over to',
  utilization: 'utilization',
  requestId: 'Azure’s id',
}

function Rows({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  return (
    <div className="overflow-x-auto">
      <table aria-label={label} className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-muted">
            {head.map((title) => (
              <th key={title} scope="col" className="py-1.5 pr-4 font-medium whitespace-nowrap">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells.join('|')} className="border-b border-line align-top">
              {cells.map((cell, index) => (
                <td key={head[index]} className="py-1.5 pr-4 [overflow-wrap:anywhere]">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

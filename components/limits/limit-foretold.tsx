'use client'

import { BarChart } from '@/components/charts/bar-chart'
import { ForetoldExamples, ForetoldSubscriptions } from '@/components/limits/foretold-tables'
import { describeCheck, describeForetold, foretoldRows } from '@/components/limits/foretold-words'
import { Button } from '@/components/ui/button'
import { FailureNote } from '@/components/ui/failure-note'
import { countOf } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import { useQuestion } from '@/lib/client/use-question'
import type { Limit } from '@/lib/contracts/limit'
import type { LimitPreview } from '@/lib/contracts/limit-preview'

type Props = {
  path: string
  /** What would be saved; null while it could not be. */
  body: object | null
  limit: Pick<Limit, 'measure' | 'currency'>
}

/** Before it is saved: what the limit would have refused in the last 30 days, whom, and when. */
export function LimitForetold({ path, body, limit }: Props) {
  const question = useQuestion<LimitPreview>(path)
  const { data, variables } = question
  const isOld = data !== undefined && JSON.stringify(variables) !== JSON.stringify(body)
  return (
    <section aria-label="The last 30 days" className="rounded-md border border-line px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-56 font-medium">What would it have refused?</p>
        <Button size="small" disabled={body === null} isBusy={question.isPending} onClick={() => body && question.mutate(body)}>
          {isOld ? 'Preview again' : 'Preview the last 30 days'}
        </Button>
      </div>
      {question.error ? <FailureNote error={question.error} className="mt-3" /> : null}
      <div aria-live="polite">{data && !question.isPending ? <Answer preview={data} limit={limit} isOld={isOld} /> : null}</div>
    </section>
  )
}

function Answer({ preview, limit, isOld }: { preview: LimitPreview; limit: Props['limit']; isOld: boolean }) {
  const { check, days } = preview
  return (
    <div className="mt-3 space-y-4">
      {isOld ? <p className="rounded-md bg-warn-soft px-3 py-2">This is for what was entered before. Preview again.</p> : null}
      <p>{describeForetold(preview)}</p>
      {days.length > 0 && preview.refused + preview.wouldRefuse > 0 ? (
        <BarChart title="Refused by day" rowTitle="Day (UTC)" series={series} rows={foretoldRows(preview)} />
      ) : null}
      <ForetoldSubscriptions rows={preview.subscriptions.filter((one) => one.wouldRefuse + one.refused > 0)} />
      <ForetoldExamples rows={preview.examples} limit={limit} />
      <p className="text-sm text-ink-muted">
        {countOf(preview.calls, 'call')} gone through, from <Time value={preview.from} /> on
        {preview.isShortened ? ': earlier ones were too many' : ''}.{check ? ` ${describeCheck(check)}` : ''}
        {preview.isEstimated ? ' The ledger keeps what was held in tokens together, so this is near, not exact.' : ''} Calls that
        another limit refused stay refused.
      </p>
    </div>
  )
}

const series = [
  { key: 'refused', label: 'really refused', colour: 'var(--chart-5)' },
  { key: 'newly', label: 'beyond that', colour: 'var(--danger)' },
]

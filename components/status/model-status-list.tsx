'use client'

import { clsx } from 'clsx'
import { Badge, type Tone } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import { useResource } from '@/lib/client/use-resource'
import type { ModelState, ModelStatus } from '@/lib/contracts/model-status'

const LOOK_EVERY_MS = 15_000

const tones: Record<ModelState, Tone> = { up: 'good', degraded: 'warn', down: 'bad', unknown: 'neutral' }
const words: Record<ModelState, string> = { up: 'up', degraded: 'degraded', down: 'down', unknown: 'not known' }

type Model = ModelStatus['models'][number]

/** Each model now, by region, and how its last day went; looked at again by itself. */
export function ModelStatusList({ first }: { first: ModelStatus }) {
  const { data = first } = useResource<ModelStatus>('model-status', first, undefined, { refetchMs: LOOK_EVERY_MS })
  if (data.models.length === 0)
    return <EmptyState title="No models yet" advice="Models show up here once a product with them is published." />
  return (
    <ul className="divide-y divide-line border-y border-line">
      {data.models.map((model) => (
        <li key={model.model} className="grid items-center gap-x-8 gap-y-2 py-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_20rem]">
          <div>
            <h3 className="flex flex-wrap items-center gap-2 font-medium">
              {model.model} <Badge tone={tones[model.state]}>{words[model.state]}</Badge>
            </h3>
            <p className="text-sm text-ink-muted">
              {model.latencyMs === null ? 'No call lately' : `First byte after ${model.latencyMs} ms lately`}
            </p>
          </div>
          <ul aria-label={`Regions of ${model.model}`} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {model.regions.map(({ region, isUp }) => (
              <li key={region} className={clsx(!isUp && 'text-danger')}>
                {region}: {isUp ? 'answers' : 'does not answer'}
              </li>
            ))}
          </ul>
          <Hours model={model} />
        </li>
      ))}
    </ul>
  )
}

/** The last day, an hour a bar; the words say the same for who does not see the bars. */
function Hours({ model: { model, hours } }: { model: Model }) {
  const bad = hours.filter(({ failedPercent }) => (failedPercent ?? 0) >= 5)
  const worst = bad.toSorted((a, b) => (b.failedPercent ?? 0) - (a.failedPercent ?? 0))[0]
  return (
    <div>
      <div aria-hidden className="flex h-6 items-stretch gap-px">
        {hours.map(({ hour, failedPercent }) => (
          <span
            key={hour}
            title={`${hour.slice(11, 16)} UTC: ${failedPercent === null ? 'no calls' : `${failedPercent}% failed`}`}
            className={clsx(
              'flex-1 rounded-xs',
              failedPercent === null
                ? 'bg-hover'
                : failedPercent >= 20
                  ? 'bg-danger'
                  : failedPercent >= 5
                    ? 'bg-bar-warn'
                    : 'bg-ok',
            )}
          />
        ))}
      </div>
      <p className="mt-1 text-sm text-ink-muted">
        {worst ? (
          <>
            The last 24 hours of {model}: at worst {worst.failedPercent}% failed, in the hour of <Time value={worst.hour} />
          </>
        ) : (
          `The last 24 hours of ${model}: no hour with trouble`
        )}
      </p>
    </div>
  )
}

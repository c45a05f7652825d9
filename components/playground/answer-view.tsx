'use client'

import Link from 'next/link'
import type { Answer } from '@/components/playground/conversation'
import { describeMoney } from '@/components/ui/money-text'
import { countOf } from '@/components/ui/number-text'

/** What a model said, and what that took. */
export function AnswerView({ answer }: { answer: Answer }) {
  const { model, text, toolCalls, state, failure } = answer
  return (
    <article aria-label={`Answer of ${model}`} aria-busy={state === 'waiting' || state === 'streaming'} className="min-w-0">
      <h3 className="mb-1 text-sm font-medium text-ink-muted">{model}</h3>
      {text ? <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</p> : null}
      {toolCalls.map((call) => (
        <pre key={call.id} className="mt-2 overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-sm">
          {call.name}({call.arguments})
        </pre>
      ))}
      {state === 'waiting' ? <p className="text-ink-muted">Waiting for the first word…</p> : null}
      {state === 'stopped' ? <p className="text-ink-muted">Stopped. What had come is billed.</p> : null}
      {failure ? <Failure failure={failure} /> : null}
      <AnswerFacts answer={answer} />
    </article>
  )
}

function Failure({ failure: { code, message, retryAfterS } }: { failure: NonNullable<Answer['failure']> }) {
  const hasPage = /^[a-z_]+$/.test(code) && code !== 'unreachable' && code !== 'unreadable'
  return (
    <div role="alert" className="mt-2 rounded-md bg-danger-soft px-3 py-2.5">
      <p className="font-medium [overflow-wrap:anywhere]">{message}</p>
      <p className="text-ink-muted">
        {retryAfterS ? `Trying again helps in ${countOf(retryAfterS, 'second')}. ` : ''}
        {hasPage ? (
          <Link className="underline underline-offset-2" href={`/errors/${code}`}>
            What {code} means
          </Link>
        ) : null}
      </p>
    </div>
  )
}

function AnswerFacts({ answer }: { answer: Answer }) {
  const { usage, cost, firstMs, totalMs, left, callId, reason, state } = answer
  if (state === 'waiting') return null
  const parts = [
    usage
      ? `${countOf(usage.prompt, 'token')} in${usage.cached ? ` (${usage.cached} cached)` : ''}, ${usage.completion} out${usage.reasoning ? ` (${usage.reasoning} reasoning)` : ''}`
      : null,
    costText(cost),
    firstMs !== null && totalMs !== null ? `first word after ${firstMs} ms, ${totalMs} ms in all` : null,
    left?.tokens ? `${countOf(Number(left.tokens), 'token')} left` : null,
    left?.requests ? `${countOf(Number(left.requests), 'call')} left` : null,
    reason && reason !== 'stop' ? `ended: ${reason}` : null,
  ].filter((part) => part !== null)
  return (
    <p className="mt-2 text-sm text-ink-muted tabular-nums">
      {parts.join(' · ')}
      {callId ? (
        <>
          {parts.length > 0 ? ' · ' : ''}
          <Link className="underline underline-offset-2" href={`/portal/calls/${callId}`}>
            How it was decided
          </Link>
        </>
      ) : null}
    </p>
  )
}

function costText(cost: Answer['cost']): string | null {
  if (!cost) return null
  return cost.amount !== null && cost.currency !== null ? describeMoney(cost.amount, cost.currency) : 'no price set'
}

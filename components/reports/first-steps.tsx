import { ArrowRight, Check } from 'lucide-react'
import Link from 'next/link'

export type Step = { title: string; reason: string; href: string; isDone: boolean }

/** What a new installation still needs before its first call, in the order it is needed. */
export function FirstSteps({ steps }: { steps: Step[] }) {
  const next = steps.find((step) => !step.isDone)
  return (
    <ol className="divide-y divide-line border-y border-line">
      {steps.map((step) => (
        <li key={step.href} className="flex items-start gap-3 py-3">
          <span aria-hidden className="mt-0.5 flex size-5 shrink-0 items-center justify-center">
            {step.isDone ? (
              <Check className="size-4 text-ok" />
            ) : (
              <ArrowRight className={step === next ? 'size-4 text-accent' : 'size-4 text-ink-faint'} />
            )}
          </span>
          <span className="min-w-0">
            <Link href={step.href} className="font-medium hover:underline">
              {step.title}
            </Link>
            {step.isDone ? <span className="text-ok"> done</span> : null}
            <span className="block text-ink-muted">{step.reason}</span>
          </span>
        </li>
      ))}
    </ol>
  )
}

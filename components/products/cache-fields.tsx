'use client'

import { useEffect } from 'react'
import { useFormContext, useFormState, useWatch } from 'react-hook-form'
import { CheckField, SelectField } from '@/components/form/choice-fields'
import { NumberField, TextField } from '@/components/form/text-fields'
import { SemanticFields } from '@/components/products/semantic-fields'
import { TtlRulesField } from '@/components/products/ttl-rules-field'

/** Which answers of a product are kept, for whom, and how long. */
export function CacheFields() {
  const { errors } = useFormState()
  const { getValues, setValue } = useFormContext()
  const [mode, isolateBy] = useWatch({ name: ['cache.mode', 'cache.isolateBy'] })
  // What is not shown must not be sent.
  useEffect(() => {
    const semantic = getValues('cache.semantic')
    if (mode !== 'semantic' && semantic) setValue('cache.semantic', null)
    if (mode === 'semantic' && !semantic) setValue('cache.semantic', usualSemantic)
  }, [mode, getValues, setValue])
  return (
    <details open={errors.cache ? true : undefined} className="rounded-md border border-line px-3 py-2.5">
      <summary className="cursor-pointer font-medium">Kept answers</summary>
      <p className="mt-1 text-sm text-ink-muted">
        An answer that is kept costs nothing when it is asked for again. It never leaves its tenant, product and model.
      </p>
      <div className="mt-3 space-y-4">
        <SelectField name="cache.mode" label="Keep answers" options={modes} />
        {mode === 'off' ? null : (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              <SelectField name="cache.isolateBy" label="Shared within" options={isolations} />
              {isolateBy === 'header' ? (
                <TextField
                  name="cache.header"
                  label="Header"
                  isOptional
                  placeholder="x-team"
                  autoComplete="off"
                  spellCheck={false}
                  hint="Callers that send the same value share."
                />
              ) : null}
              <NumberField
                name="cache.ttlSeconds"
                label="Kept for, in seconds"
                min={1}
                hint="Where no rule below says otherwise."
              />
              <NumberField
                name="cache.maxTemperature"
                label="Highest temperature"
                min={0}
                max={2}
                step="any"
                hint="Calls that ask for a higher one want a new answer each time."
              />
            </div>
            {mode === 'semantic' ? <SemanticFields /> : null}
            <TtlRulesField name="cache.rules" />
            <CheckField name="cache.keepsTools" label="Also calls with tools" />
            <CheckField name="cache.keepsImages" label="Also calls with images, sound or files" />
            <CheckField
              name="cache.servesWhenExhausted"
              label="Serve kept answers when a quota is used up"
              hint="They cost nothing; without this such calls are refused like any other."
            />
          </>
        )}
      </div>
    </details>
  )
}

const usualSemantic = { embeddingModel: '', threshold: 0.95, maxMessages: 4, ignoresSystemPrompt: false }

const modes = [
  { value: 'off', label: 'no answers' },
  { value: 'exact', label: 'answers to equal questions' },
  { value: 'semantic', label: 'answers to questions that mean the same' },
]

const isolations = [
  { value: 'tenant', label: 'the tenant' },
  { value: 'subscription', label: 'the subscription' },
  { value: 'user', label: 'the user' },
  { value: 'header', label: 'the value of a header' },
]

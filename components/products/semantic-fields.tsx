'use client'

import { CheckField } from '@/components/form/choice-fields'
import { LookupField } from '@/components/form/lookup-field'
import { modelLookup } from '@/components/form/lookups'
import { NumberField } from '@/components/form/text-fields'

const embeddingLookup = { ...modelLookup, query: { capability: 'embeddings' } }

/** When two questions mean the same. */
export function SemanticFields() {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <LookupField
          name="cache.semantic.embeddingModel"
          label="Compared by"
          lookup={embeddingLookup}
          hint="A model that can do embeddings. Each question is one call of it, on a record of its own."
        />
        <NumberField
          name="cache.semantic.threshold"
          label="Least similarity"
          min={0.5}
          max={1}
          step="any"
          hint="1 is the same; below 0.9 answers begin to miss the question."
        />
        <NumberField
          name="cache.semantic.maxMessages"
          label="Longest conversation"
          min={1}
          max={20}
          hint="Messages besides the system prompt; longer ones are compared word for word."
        />
      </div>
      <CheckField
        name="cache.semantic.ignoresSystemPrompt"
        label="Share between system prompts"
        hint="Only where none of them changes what is answered."
      />
    </>
  )
}

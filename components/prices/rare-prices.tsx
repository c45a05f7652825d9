'use client'

import { useFieldArray } from 'react-hook-form'
import { NumberField, TextField } from '@/components/form/text-fields'
import { Button } from '@/components/ui/button'

/** What few prices have: units beside tokens, a batch price, other prices for long prompts. */
export function RarePrices() {
  const tiers = useFieldArray({ name: 'tiers' })
  return (
    <details className="group">
      <summary className="cursor-pointer font-medium">Long prompts, units and batch</summary>
      <div className="mt-3 space-y-4">
        <fieldset>
          <legend className="mb-1 text-sm text-ink-muted">
            A call whose whole prompt is longer than this many tokens is billed at these prices, all of it.
          </legend>
          <div className="space-y-3">
            {tiers.fields.map((field, i) => (
              <div key={field.id} className="grid grid-cols-2 items-end gap-4 sm:grid-cols-5">
                <NumberField name={`tiers.${i}.above`} label="Longer than" placeholder="200000" />
                <TextField name={`tiers.${i}.perMillion.input`} label="Input" inputMode="decimal" autoComplete="off" />
                <TextField
                  name={`tiers.${i}.perMillion.cacheRead`}
                  label="Cache read"
                  isOptional
                  inputMode="decimal"
                  autoComplete="off"
                />
                <TextField name={`tiers.${i}.perMillion.output`} label="Output" inputMode="decimal" autoComplete="off" />
                <Button aria-label={`Remove tier ${i + 1}`} onClick={() => tiers.remove(i)}>
                  Remove
                </Button>
              </div>
            ))}
            <Button size="small" onClick={() => tiers.append({ above: undefined, perMillion: { input: '', output: '' } })}>
              Add a tier
            </Button>
          </div>
        </fieldset>
        <fieldset>
          <legend className="mb-1 text-sm text-ink-muted">For one unit, on top of the tokens.</legend>
          <div className="grid grid-cols-2 gap-4 sm:grid-cols-5">
            {units.map(({ name, label }) => (
              <TextField key={name} name={`perUnit.${name}`} label={label} isOptional inputMode="decimal" autoComplete="off" />
            ))}
          </div>
        </fieldset>
        <NumberField
          name="batchPercent"
          label="Batch calls pay, in per cent"
          isOptional
          step="any"
          placeholder="50"
          hint="Of calls with service_tier flex. Without it their cost is unknown."
        />
      </div>
    </details>
  )
}

const units = [
  { name: 'calls', label: 'Call' },
  { name: 'images', label: 'Image' },
  { name: 'seconds', label: 'Second' },
  { name: 'characters', label: 'Character' },
  { name: 'searches', label: 'Search' },
  { name: 'pages', label: 'Page' },
]

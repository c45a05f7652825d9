import { ChecksField } from '@/components/form/choice-fields'

/** Which models a key is for. One model leaves nothing to choose. */
export function ModelsField({ models }: { models: string[] }) {
  if (models.length < 2) return null
  const options = models.map((name) => ({ value: name, label: name }))
  return (
    <ChecksField name="models" label="Only for models" options={options} hint="None chosen: for all models of the product." />
  )
}

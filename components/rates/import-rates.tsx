'use client'

import { CsvImport } from '@/components/form/csv-import'
import { rateCsvColumns } from '@/lib/contracts/enumerations'

/** The rates of a month, or of many, from a file. */
export function ImportRates() {
  return (
    <CsvImport
      path="rates/import"
      noun="rate"
      verb="Publish"
      title="Import exchange rates"
      sentence={`One rate a line: ${rateCsvColumns.join(', ')}. What is published already is passed over; another figure corrects it.`}
    />
  )
}

'use client'

import { CsvImport } from '@/components/form/csv-import'
import { priceCsvColumns } from '@/lib/contracts/enumerations'

/** Prices from a file: what each line would do is shown first, and all of it is set or nothing. */
export function ImportPrices() {
  return (
    <CsvImport
      path="prices/import"
      noun="price"
      verb="Set"
      title="Import prices"
      sentence={`One price a line: ${priceCsvColumns.join(', ')}. What is set already is passed over.`}
    />
  )
}

/** The price book as a file: the columns an import takes. */
import type { Price } from '@/lib/contracts/price'
import type { CsvColumn } from '@/lib/reports/csv'

export const priceColumns: CsvColumn<Price>[] = [
  { title: 'model', value: (price) => price.model },
  { title: 'backend', value: (price) => price.backendName },
  { title: 'currency', value: (price) => price.currency },
  { title: 'effective_from', value: (price) => price.effectiveFrom },
  { title: 'input', value: (price) => price.perMillion.input },
  { title: 'output', value: (price) => price.perMillion.output },
  { title: 'cache_read', value: (price) => price.perMillion.cacheRead },
  { title: 'cache_write', value: (price) => price.perMillion.cacheWrite },
  { title: 'reasoning', value: (price) => price.perMillion.reasoning },
  { title: 'audio_in', value: (price) => price.perMillion.audioIn },
  { title: 'audio_out', value: (price) => price.perMillion.audioOut },
  { title: 'image', value: (price) => price.perMillion.image },
]

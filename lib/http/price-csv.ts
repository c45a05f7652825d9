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
  { title: 'cache_write_1h', value: (price) => price.perMillion.cacheWrite1h },
  { title: 'reasoning', value: (price) => price.perMillion.reasoning },
  { title: 'audio_in', value: (price) => price.perMillion.audioIn },
  { title: 'audio_out', value: (price) => price.perMillion.audioOut },
  { title: 'image', value: (price) => price.perMillion.image },
  { title: 'per_call', value: (price) => price.perUnit.calls ?? null },
  { title: 'per_image', value: (price) => price.perUnit.images ?? null },
  { title: 'per_second', value: (price) => price.perUnit.seconds ?? null },
  { title: 'per_character', value: (price) => price.perUnit.characters ?? null },
  { title: 'per_search', value: (price) => price.perUnit.searches ?? null },
  { title: 'per_page', value: (price) => price.perUnit.pages ?? null },
  { title: 'batch_percent', value: (price) => price.batchPercent },
  { title: 'tiers', value: (price) => (price.tiers.length > 0 ? JSON.stringify(price.tiers) : null) },
]

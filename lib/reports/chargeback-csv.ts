import type { ChargebackRow } from '@/lib/contracts/chargeback'
import type { CsvColumn } from '@/lib/reports/csv'

/** The report as a file: every figure, exact. */
export const chargebackColumns: CsvColumn<ChargebackRow>[] = [
  { title: 'key', value: (row) => row.key },
  { title: 'name', value: (row) => row.label },
  { title: 'calls', value: (row) => row.calls },
  { title: 'refused_calls', value: (row) => row.refusedCalls },
  { title: 'unpriced_calls', value: (row) => row.unpricedCalls },
  { title: 'input_tokens', value: (row) => row.tokens.input },
  { title: 'cache_read_tokens', value: (row) => row.tokens.cacheRead },
  { title: 'cache_write_tokens', value: (row) => row.tokens.cacheWrite },
  { title: 'output_tokens', value: (row) => row.tokens.output },
  { title: 'reasoning_tokens', value: (row) => row.tokens.reasoning },
  { title: 'audio_in_tokens', value: (row) => row.tokens.audioIn },
  { title: 'audio_out_tokens', value: (row) => row.tokens.audioOut },
  { title: 'images', value: (row) => row.tokens.images },
  { title: 'total_tokens', value: (row) => row.totalTokens },
  { title: 'cost', value: (row) => row.cost },
  { title: 'currency', value: (row) => row.currency },
  { title: 'direct', value: (row) => row.direct },
  { title: 'shared', value: (row) => row.shared },
  { title: 'adjustment', value: (row) => row.adjustment },
  { title: 'cost_with_children', value: (row) => row.costWithChildren },
  { title: 'cost_before', value: (row) => row.before },
  { title: 'budget', value: (row) => row.budget },
  { title: 'parent', value: (row) => row.parentKey },
  { title: 'cost_centre', value: (row) => row.costCentre },
]

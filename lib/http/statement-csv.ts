import type { StatementDetail, StatementLine } from '@/lib/contracts/statement'
import type { CsvColumn } from '@/lib/reports/csv'

/** A statement's lines as a file: each carries its statement's number and tenant, so that files can be put together. */
export function statementColumns({
  number,
  version,
  month,
  tenantName,
  costCentre,
}: StatementDetail): CsvColumn<StatementLine>[] {
  return [
    { title: 'statement', value: () => number },
    { title: 'version', value: () => version },
    { title: 'month', value: () => month },
    { title: 'tenant', value: () => tenantName },
    { title: 'cost_centre', value: () => costCentre },
    { title: 'kind', value: (line) => line.kind },
    { title: 'source', value: (line) => line.sourceName ?? '' },
    { title: 'use', value: (line) => (line.isUsed === null ? '' : line.isUsed ? 'used' : 'idle') },
    { title: 'usage_month', value: (line) => line.month },
    { title: 'product', value: (line) => line.productName },
    { title: 'model', value: (line) => line.model ?? '' },
    { title: 'backend', value: (line) => line.backendName ?? '' },
    { title: 'calls', value: (line) => line.calls },
    { title: 'unpriced_calls', value: (line) => line.unpricedCalls },
    { title: 'input_tokens', value: (line) => line.tokens.input },
    { title: 'cache_read_tokens', value: (line) => line.tokens.cacheRead },
    { title: 'cache_write_tokens', value: (line) => line.tokens.cacheWrite },
    { title: 'cache_write_1h_tokens', value: (line) => line.tokens.cacheWrite1h },
    { title: 'output_tokens', value: (line) => line.tokens.output },
    { title: 'reasoning_tokens', value: (line) => line.tokens.reasoning },
    { title: 'audio_in_tokens', value: (line) => line.tokens.audioIn },
    { title: 'audio_out_tokens', value: (line) => line.tokens.audioOut },
    { title: 'images', value: (line) => line.tokens.images },
    { title: 'cost', value: (line) => line.cost },
    { title: 'saved', value: (line) => line.saved },
    { title: 'currency', value: (line) => line.currency },
  ]
}

/** What a close line holds, in its order: the columns of the ledger and how Postgres reads them from the line. */

type Column = readonly [name: string, type: string]

const identity: readonly Column[] = [
  ['id', 'uuid'],
  ['started_at', 'timestamptz(3)'],
  ['local_day', 'date'],
  ['tenant_id', 'uuid'],
  ['product_id', 'uuid'],
  ['subscription_id', 'uuid'],
  ['key_id', 'uuid'],
  ['user_id', 'uuid'],
  ['end_user', 'text'],
  ['model', 'text'],
  ['dialect', 'text'],
  ['operation', 'text'],
  ['streamed', 'boolean'],
  ['client_request_id', 'text'],
  ['bytes_in', 'bigint'],
]

const ending: readonly Column[] = [
  ['duration_ms', 'int'],
  ['first_byte_ms', 'int'],
  ['backend_id', 'uuid'],
  ['deployment', 'text'],
  ['status', 'smallint'],
  ['outcome', 'usage_outcome'],
  ['code', 'text'],
  ['measured', 'usage_measured'],
  ['input_tokens', 'bigint'],
  ['cache_read_tokens', 'bigint'],
  ['cache_write_tokens', 'bigint'],
  ['output_tokens', 'bigint'],
  ['reasoning_tokens', 'bigint'],
  ['audio_in_tokens', 'bigint'],
  ['audio_out_tokens', 'bigint'],
  ['images', 'bigint'],
  ['hold_tokens', 'bigint'],
  ['output_cap', 'int'],
  ['limit_id', 'uuid'],
  ['attempts', 'smallint'],
  ['price_id', 'uuid'],
  ['currency', 'char(3)'],
  ['cost_nano', 'bigint'],
  ['bytes_out', 'bigint'],
  ['calls', 'int'],
]

const line = [...identity, ...ending]

/** How many elements of a line say who called what. */
export const IDENTITY_LENGTH = identity.length
export const CHARGES_AT = line.length
export const TRACE_AT = line.length + 1
const TAGS_AT = line.length + 2
const SAVED_AT = line.length + 3
const UNITS_AT = line.length + 4
const WRITTEN_1H_AT = line.length + 5
/** On an open line, behind hold and estimate. */
export const OPEN_TAGS_AT = IDENTITY_LENGTH + 6

export const recordColumns = [...line.map(([name]) => name), 'tags', 'saved_nano', 'units', 'cache_write_1h_tokens']

/** Reads each column from `r`, the line's array. */
export const columnReads = [
  ...line.map(([name, type], at) =>
    name === 'started_at'
      ? `to_timestamp((r->>${at})::double precision / 1000)::${type} as ${name}`
      : `(r->>${at})::${type} as ${name}`,
  ),
  `case when jsonb_typeof(r->${TAGS_AT}) = 'array' then array(select jsonb_array_elements_text(r->${TAGS_AT})) else '{}' end as tags`,
  `coalesce((r->>${SAVED_AT})::bigint, 0) as saved_nano`,
  `nullif(r->${UNITS_AT}, 'null'::jsonb) as units`,
  `coalesce((r->>${WRITTEN_1H_AT})::bigint, 0) as cache_write_1h_tokens`,
]

export const rollupDimensions = [
  'tenant_id',
  'product_id',
  'subscription_id',
  'key_id',
  'user_id',
  'model',
  'backend_id',
  'outcome',
  'code',
  'currency',
]

export const rollupSums = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_in_tokens',
  'audio_out_tokens',
  'images',
  'duration_ms',
  'bytes_in',
  'bytes_out',
  'saved_nano',
]

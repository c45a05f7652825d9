/**
 * A line of a statement as a row of the FinOps Open Cost and Usage Specification 1.2 (https://focus.finops.org): one charge of a
 * tenant's day. Which columns there are, and what each may hold, is data: focus-columns.json.
 */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { endOfDayIn, startOfDayIn } from '@/lib/policy/limits/calendar'
import { numberText } from '@/lib/policy/statements/statement-lines'
import type { CsvColumn } from '@/lib/reports/csv'
import columns from '@/lib/reports/focus/focus-columns.json'

/** What all lines of a statement share. Days are YYYY-MM-DD in the tenant's own calendar. */
export type FocusStatement = {
  id: string
  number: number
  version: number
  tenant_id: string
  tenant_name: string
  cost_centre: string
  time_zone: string
  month: string
  month_end: string
}

export type FocusLine = {
  id: bigint
  kind: 'direct' | 'late' | 'adjustment' | 'shared'
  day: string
  product_name: string
  /** Null: of nobody's use, as what was idle. */
  subscription_id: string | null
  subscription_name: string
  model: string | null
  backend_name: string | null
  provider: string | null
  region: string | null
  currency: string
  calls: bigint
  unpriced: bigint
  input_tokens: bigint
  cache_read_tokens: bigint
  cache_write_tokens: bigint
  cache_write_1h_tokens: bigint
  output_tokens: bigint
  reasoning_tokens: bigint
  audio_in_tokens: bigint
  audio_out_tokens: bigint
  images: bigint
  cost_nano: bigint
  saved_nano: bigint
  /** The re-rating or the commitment it is of. */
  source_id: string | null
  source_name: string | null
  /** Of a commitment: was it used, or idle? Null: of none. */
  is_used: boolean | null
}

export type FocusRow = Record<string, string | null>

export const focusColumns: CsvColumn<FocusRow>[] = columns.map(({ name }) => ({ title: name, value: (row) => row[name] ?? null }))

const ISSUER = 'Tollgate'

export function focusRow(statement: FocusStatement, line: FocusLine): FocusRow {
  const zone = statement.time_zone
  const cost = formatNano(line.cost_nano)
  const tokens =
    line.input_tokens +
    line.cache_read_tokens +
    line.cache_write_tokens +
    line.cache_write_1h_tokens +
    line.output_tokens +
    line.reasoning_tokens +
    line.audio_in_tokens +
    line.audio_out_tokens
  const { provider, service } = providerOf(line.provider)
  const isIdle = line.is_used === false
  // What nobody used is of no product.
  const product = line.subscription_id === null ? null : line.product_name || null
  const resourceId = line.subscription_id === null ? null : toPublicId('subscription', line.subscription_id)
  return {
    BilledCost: cost,
    BillingAccountId: ISSUER.toLowerCase(),
    BillingAccountName: ISSUER,
    BillingAccountType: 'Gateway',
    BillingCurrency: line.currency,
    BillingPeriodStart: startOf(zone, statement.month),
    BillingPeriodEnd: startOf(zone, statement.month_end),
    ChargeCategory: 'Usage',
    // What belongs to a period that was billed before, or takes off what another statement has billed.
    ChargeClass: line.kind === 'direct' || line.kind === 'shared' ? null : 'Correction',
    ChargeDescription: descriptionOf(line),
    ChargeFrequency: 'Usage-Based',
    ChargePeriodStart: startOf(zone, line.day),
    ChargePeriodEnd: endOf(zone, line.day),
    ...commitmentOf(line),
    ConsumedQuantity: isIdle ? null : String(tokens),
    ConsumedUnit: isIdle ? null : 'Tokens',
    ContractedCost: cost,
    EffectiveCost: cost,
    InvoiceId: numberText(statement.number),
    InvoiceIssuerName: ISSUER,
    ListCost: cost,
    PricingCategory: line.is_used === null ? 'Standard' : 'Committed',
    PricingQuantity: String(tokens),
    PricingUnit: 'Tokens',
    ProviderName: provider,
    PublisherName: provider,
    RegionId: line.region,
    RegionName: line.region,
    ResourceId: resourceId,
    ResourceName: resourceId && line.subscription_name,
    ResourceType: resourceId && 'Subscription',
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: service,
    ServiceSubcategory: 'Generative AI',
    SubAccountId: toPublicId('tenant', statement.tenant_id),
    SubAccountName: statement.tenant_name,
    SubAccountType: 'Tenant',
    Tags: JSON.stringify({ costCentre: statement.cost_centre, ...(product === null ? {} : { product }) }),
    x_Backend: line.backend_name,
    x_CacheReadTokens: String(line.cache_read_tokens),
    x_CacheWriteTokens: String(line.cache_write_tokens),
    x_CacheWrite1hTokens: String(line.cache_write_1h_tokens),
    x_Calls: String(line.calls),
    x_CostCentre: statement.cost_centre,
    x_Images: String(line.images),
    x_InputTokens: String(line.input_tokens),
    x_LineKind: line.kind,
    x_Model: line.model,
    x_OutputTokens: String(line.output_tokens),
    x_Product: product,
    x_ReasoningTokens: String(line.reasoning_tokens),
    x_AudioInTokens: String(line.audio_in_tokens),
    x_AudioOutTokens: String(line.audio_out_tokens),
    x_ReRating: line.is_used === null ? line.source_name : null,
    x_SavedCost: formatNano(line.saved_nano),
    x_StatementVersion: String(statement.version),
    x_UnpricedCalls: String(line.unpriced),
  }
}

function descriptionOf(line: FocusLine): string {
  if (line.is_used !== null) return `${line.source_name ?? 'Provisioned throughput'}, ${line.is_used ? 'used' : 'idle'}`
  const usage = `${line.model ?? 'No model'} for ${line.subscription_name}, ${line.calls} calls`
  return line.source_name === null ? usage : `${line.source_name}: ${usage}`
}

/** A part of provisioned throughput: money spent by the hour over a term, whether it was used or idle. */
function commitmentOf(line: FocusLine) {
  const isOfOne = line.is_used !== null && line.source_id !== null
  return {
    CommitmentDiscountCategory: isOfOne ? 'Spend' : null,
    CommitmentDiscountId: isOfOne && line.source_id !== null ? toPublicId('commitment', line.source_id) : null,
    CommitmentDiscountName: isOfOne ? line.source_name : null,
    // Of spend, the quantity is the money.
    CommitmentDiscountQuantity: isOfOne ? formatNano(line.cost_nano) : null,
    CommitmentDiscountStatus: isOfOne ? (line.is_used ? 'Used' : 'Unused') : null,
    CommitmentDiscountType: isOfOne ? 'Provisioned throughput' : null,
    CommitmentDiscountUnit: isOfOne ? line.currency : null,
  }
}

/** A month's lines are of some dozen days: each is looked up in its calendar once. */
const instants = new Map<string, string>()
const MOST_INSTANTS = 10_000

function startOf(zone: string, day: string): string {
  return known(`${zone} ${day} start`, () => startOfDayIn(zone, day))
}

function endOf(zone: string, day: string): string {
  return known(`${zone} ${day} end`, () => endOfDayIn(zone, day))
}

/** As the specification writes time: UTC, to the second. */
function known(name: string, find: () => number): string {
  let instant = instants.get(name)
  if (instant === undefined) {
    if (instants.size >= MOST_INSTANTS) instants.clear()
    instant = new Date(find()).toISOString().replace('.000Z', 'Z')
    instants.set(name, instant)
  }
  return instant
}

const providers: Record<string, { provider: string; service: string }> = {
  'azure-openai': { provider: 'Microsoft', service: 'Azure OpenAI' },
  'azure-ai': { provider: 'Microsoft', service: 'Azure AI model inference' },
  openai: { provider: 'OpenAI', service: 'OpenAI API' },
  anthropic: { provider: 'Anthropic', service: 'Anthropic API' },
  gemini: { provider: 'Google Cloud', service: 'Gemini API' },
  vertex: { provider: 'Google Cloud', service: 'Vertex AI' },
  bedrock: { provider: 'AWS', service: 'Amazon Bedrock' },
  mistral: { provider: 'Mistral AI', service: 'Mistral API' },
  cohere: { provider: 'Cohere', service: 'Cohere API' },
}

/** Of a backend that answered; a server of one's own is its own provider, and where none did the gateway is. */
function providerOf(provider: string | null): { provider: string; service: string } {
  if (provider === null) return { provider: ISSUER, service: ISSUER }
  return providers[provider] ?? { provider, service: provider }
}

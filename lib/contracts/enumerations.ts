/** The closed lists that pages offer as choices too. No zod here: a page that only shows them need not carry it. */

/** What can be watched of calls; may be narrowed to a tenant, product, model or backend. */
export const callFigures = ['errorRate', 'refusalRate', 'latencyP95', 'spend', 'calls', 'tokens', 'unpriced'] as const
const stateFigures = [
  'spool',
  'flushLag',
  'breakersOpen',
  'processesMissing',
  'keysExpiring',
  'jobsFailing',
  'deliveriesFailing',
] as const
/** What an alert rule can watch. */
export const figures = [...callFigures, ...stateFigures] as const

export function isCallFigure(figure: (typeof figures)[number]): boolean {
  return (callFigures as readonly string[]).includes(figure)
}

export const alertStates = ['firing', 'acknowledged', 'resolved'] as const

/** What a notice is about. Channels choose by it. */
export const noticeTopics = [
  'alert.firing',
  'alert.resolved',
  'limit.threshold',
  'usage.warning',
  'budget.threshold',
  'budget.raise',
  'key.expiring',
  'key.rotated',
  'key.revoked',
  'subscription.requested',
  'subscription.decided',
  'subscription.expiring',
  'product.deprecated',
  'product.retired',
  'terms.changed',
  'audit.head',
  'channel.test',
] as const
export const noticeSeverities = ['info', 'warning', 'critical'] as const
export const deliveryStates = ['pending', 'delivered', 'failed', 'skipped'] as const
export const channelKinds = ['email', 'webhook', 'slack', 'teams'] as const

export const providers = [
  'openai',
  'azure-openai',
  'openai-compatible',
  'anthropic',
  'gemini',
  'vertex',
  'bedrock',
  'mistral',
  'cohere',
  'azure-ai',
  'groq',
  'together',
  'openrouter',
  'vllm',
  'ollama',
  'http',
] as const
/** What a service may be asked by. */
export const serviceMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export const poolStrategies = ['weighted', 'least-latency', 'least-busy'] as const
/** How a simulated provider may be told to behave. */
export const simulatedModes = [
  'ok',
  'down',
  'reset',
  'hang',
  'slow',
  'status-429',
  'status-500',
  'garbage',
  'die-mid-stream',
] as const
/** The capabilities the gateway knows; others may be named and are shown as they are. */
export const knownCapabilities = [
  'chat',
  'tools',
  'json',
  'vision',
  'reasoning',
  'embeddings',
  'completions',
  'images',
  'speech',
  'transcriptions',
  'moderations',
  'rerank',
  'service',
] as const
export const measures = ['requests', 'tokens', 'inputTokens', 'outputTokens', 'cost', 'concurrency'] as const
export const periods = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const

export const productStates = ['draft', 'published', 'deprecated', 'retired'] as const
export const subscriptionStates = ['submitted', 'active', 'suspended', 'rejected', 'cancelled', 'expired'] as const
export const outcomes = ['answered', 'refused', 'failed', 'cancelled', 'interrupted'] as const
export const chargebackBy = ['tenant', 'costCentre', 'product', 'model', 'backend', 'key', 'endUser', 'tag'] as const

/** By the date: it has begun and not been followed, begins later, or was followed. */
export const priceStates = ['in-force', 'to-come', 'past'] as const

/** What is used beside tokens and may have a price of its own. */
export const unitKinds = ['calls', 'images', 'seconds', 'characters', 'searches', 'pages'] as const

/** Who pays what is idle of provisioned throughput. */
export const idleRules = ['central', 'reservation', 'use'] as const

export const reratingStates = ['proposed', 'booked', 'discarded'] as const

/** Exchange rates as a file: these columns, in any order. */
export const rateCsvColumns = ['month', 'from', 'to', 'rate', 'source'] as const

/** The price book as a file has it: these columns, in any order; those after `output` may be left out or empty. */
export const priceCsvColumns = [
  'model',
  'backend',
  'currency',
  'effective_from',
  'input',
  'output',
  'cache_read',
  'cache_write',
  'cache_write_1h',
  'reasoning',
  'audio_in',
  'audio_out',
  'image',
  'per_call',
  'per_image',
  'per_second',
  'per_character',
  'per_search',
  'per_page',
  'batch_percent',
  'tiers',
] as const

/** Files of providers that can be laid beside the ledger. */
export const reconcileSources = ['azure-cost', 'openai-usage', 'openai-cost'] as const

/** Why a provider's bill and the ledger may differ. */
export const reconcileReasons = [
  'rounding',
  'timeZone',
  'notInLedger',
  'unknownModel',
  'notBilled',
  'unpriced',
  'cancelled',
  'price',
  'currency',
  'provisioned',
  'unexplained',
] as const

/** Signatures nobody but the issuer can make. */
export const tokenAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] as const

/** What callers of a product bring. */
export const accepted = ['key-or-token', 'key', 'token', 'key-and-token'] as const

/** The bases of dialects a further base path may stand for. */
export const dialectBases = ['/v1', '/openai', '/openai/v1', '/anthropic', '/gemini'] as const

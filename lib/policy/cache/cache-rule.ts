/** What a product says about keeping answers: which, for whom, and how long. */

export type CacheIsolation = 'tenant' | 'subscription' | 'user' | 'header'

/** The first whose conditions all hold says how long an answer is kept; zero seconds keep none. */
export type TtlRule = {
  model: string | null
  /** Any of these words in the last message, whatever their case. */
  words: readonly string[]
  header: { name: string; value: string } | null
  ttlSeconds: number
}

/** When questions that mean the same share an answer. */
export type SemanticRule = {
  /** A model of ours that turns questions into vectors. */
  embeddingModel: string
  /** The least cosine similarity, up to 1. */
  threshold: number
  /** Longer conversations are compared word for word only: their last message says too little. */
  maxMessages: number
  ignoresSystemPrompt: boolean
}

export type CacheRule = {
  /** Null: only equal questions do. */
  semantic: SemanticRule | null
  isolateBy: CacheIsolation
  /** Lower case; set where answers are isolated by it. */
  header: string | null
  ttlSeconds: number
  rules: readonly TtlRule[]
  /** A call that asks for a higher one wants a new answer each time. */
  maxTemperature: number
  keepsTools: boolean
  keepsImages: boolean
  servesWhenExhausted: boolean
}

export const DEFAULT_TTL_SECONDS = 3_600

type Stored = Partial<{
  mode: string
  isolateBy: CacheIsolation
  header: string | null
  ttlSeconds: number
  rules: Partial<TtlRule>[]
  maxTemperature: number
  keepsTools: boolean
  keepsImages: boolean
  servesWhenExhausted: boolean
  semantic: Partial<SemanticRule> | null
}>

/** The rule as stored with a product; null where it keeps nothing. */
export function cacheRuleOf(stored: Stored | null | undefined): CacheRule | null {
  if (!stored || (stored.mode !== 'exact' && stored.mode !== 'semantic')) return null
  return {
    semantic: stored.mode === 'semantic' ? semanticRuleOf(stored.semantic) : null,
    isolateBy: stored.isolateBy ?? 'tenant',
    header: stored.header?.toLowerCase() ?? null,
    ttlSeconds: stored.ttlSeconds ?? DEFAULT_TTL_SECONDS,
    rules: (stored.rules ?? []).map(ttlRuleOf),
    maxTemperature: stored.maxTemperature ?? 1,
    keepsTools: stored.keepsTools ?? false,
    keepsImages: stored.keepsImages ?? false,
    servesWhenExhausted: stored.servesWhenExhausted ?? false,
  }
}

/** How long an answer to this is kept. */
export function ttlSecondsOf(
  rule: CacheRule,
  model: string,
  question: string,
  header: (name: string) => string | undefined,
): number {
  const found = rule.rules.find(
    (one) =>
      (one.model === null || one.model === model) &&
      (one.header === null || header(one.header.name) === one.header.value) &&
      (one.words.length === 0 || one.words.some((word) => question.includes(word))),
  )
  return found?.ttlSeconds ?? rule.ttlSeconds
}

function semanticRuleOf(stored: Partial<SemanticRule> | null | undefined): SemanticRule | null {
  if (!stored?.embeddingModel) return null
  const { embeddingModel, threshold = 0.95, maxMessages = 4, ignoresSystemPrompt = false } = stored
  return { embeddingModel, threshold, maxMessages, ignoresSystemPrompt }
}

function ttlRuleOf({ model, words, header, ttlSeconds }: Partial<TtlRule>): TtlRule {
  return {
    model: model ?? null,
    words: (words ?? []).map((word) => word.toLowerCase()),
    header: header ? { name: header.name.toLowerCase(), value: header.value } : null,
    ttlSeconds: ttlSeconds ?? DEFAULT_TTL_SECONDS,
  }
}

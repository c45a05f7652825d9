/** Caches: by meaning, and word for word. */
import { conditional, outcome, type PolicyReader, productsReached, unreached } from '@/lib/azure/plan/policies/policy-draft'
import { wholeOf } from '@/lib/azure/plan/policies/read-limits'
import type { Expression } from '@/lib/azure/policy-xml/expression'
import { attributeOf, elementsOf, textOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'

type Cache = Record<string, unknown>

/** `llm-semantic-cache-lookup` and `azure-openai-semantic-cache-lookup`. */
export const readSemanticLookup: PolicyReader = (plan, statement) => {
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  const { element } = statement
  const distance = Number(attributeOf(element, 'score-threshold') ?? '0.05')
  const losses: string[] = []
  const varied = elementsOf(element, 'vary-by').map((one) => readExpression(textOf(one)))
  const isolation = isolationOf(varied)
  if (varied.length > 1) losses.push('Answers are kept apart by the first vary-by only')
  if (isolation === null) losses.push('What answers are kept apart by cannot be read: each subscription has its own')
  if (varied.length === 0) losses.push('Answers are shared within a tenant, never between tenants')
  const threshold = Math.min(1, Math.max(0.5, Math.round((1 - distance) * 1000) / 1000))
  if (!Number.isFinite(distance)) losses.push('Its score-threshold is no number: 0.95 is taken')
  const messages = wholeOf(attributeOf(element, 'max-message-count') ?? '') ?? 4
  const cache: Cache = { mode: 'exact', ...(isolation ?? { isolateBy: 'subscription' }) }
  if (plan.embeddingModel) {
    cache.mode = 'semantic'
    cache.semantic = {
      embeddingModel: plan.embeddingModel,
      threshold: Number.isFinite(threshold) ? threshold : 0.95,
      maxMessages: Math.min(20, Math.max(1, messages)),
      ignoresSystemPrompt: attributeOf(element, 'ignore-system-messages') === 'true',
    }
  } else losses.push('No model for embeddings is chosen, so only questions that are the same word for word are answered again')
  for (const product of products) product.doc.cache = { ...(product.doc.cache as Cache | undefined), ...cache }
  const words = cache.mode === 'semantic' ? `by meaning, at least ${threshold} alike` : 'word for word'
  const here = products.map(({ name }) => ({ noun: 'products' as const, name, fields: [{ label: 'cache', value: words }] }))
  return outcome(
    `The product keeps answers ${words}: a distance of ${distance} there is a likeness of ${threshold} here.`,
    losses,
    here,
  )
}

/** `*-semantic-cache-store` and `cache-store`: how long an answer is kept. */
export const readCacheStore: PolicyReader = (plan, statement) => {
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  const seconds = wholeOf(attributeOf(statement.element, 'duration') ?? '')
  if (seconds === null || seconds < 1) return { verdict: 'not', reason: 'Its duration is no number of seconds.' }
  const ttlSeconds = Math.min(seconds, 31 * 86_400)
  for (const product of products) product.doc.cache = { mode: 'exact', ...(product.doc.cache as Cache | undefined), ttlSeconds }
  const here = products.map(({ name }) => ({
    noun: 'products' as const,
    name,
    fields: [{ label: 'kept for', value: `${ttlSeconds} s` }],
  }))
  return outcome(
    'Answers are kept for the same time.',
    ttlSeconds < seconds ? ['Answers are kept for 31 days at most'] : [],
    here,
  )
}

/** `cache-lookup`: a cache of whole answers by their address. */
export const readCacheLookup: PolicyReader = (plan, statement) => {
  const products = productsReached(plan, statement)
  if (products === null) return conditional
  if (products.length === 0) return unreached
  for (const product of products) {
    const known = product.doc.cache as Cache | undefined
    product.doc.cache = { isolateBy: 'subscription', mode: 'exact', ...known }
  }
  const here = products.map(({ name }) => ({
    noun: 'products' as const,
    name,
    fields: [{ label: 'cache', value: 'word for word' }],
  }))
  return outcome('', ['Answers are found again by the whole question, not by headers and query parameters'], here)
}

/** Null where it cannot be told. */
function isolationOf(varied: readonly (Expression | null)[]): Cache | null {
  if (varied.length === 0) return { isolateBy: 'tenant' }
  const [first] = varied
  if (first?.kind === 'known' && first.of === 'subscription') return { isolateBy: 'subscription' }
  if (first?.kind === 'known' && first.of === 'user') return { isolateBy: 'user' }
  if (first?.kind === 'header') return { isolateBy: 'header', header: first.name }
  return null
}

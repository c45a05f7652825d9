import { durationText, ttlRuleText } from '@/components/products/ttl-rules'
import type { ProductCache } from '@/lib/contracts/product-cache'

/** What a product keeps, in a sentence. */
export function cacheText({ mode, isolateBy, header, ttlSeconds, rules, semantic }: ProductCache): string {
  if (mode === 'off') return 'none'
  const within = isolateBy === 'header' ? `the value of ${header}` : `the ${isolateBy}`
  const special = rules.length === 0 ? '' : `; ${rules.map(ttlRuleText).join('; ')}`
  const alike = semantic ? `questions alike to ${semantic.threshold} by ${semantic.embeddingModel}` : 'equal questions'
  return `to ${alike} within ${within}, for ${durationText(ttlSeconds)}${special}`
}

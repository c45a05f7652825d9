import { durationText, ttlRuleText } from '@/components/products/ttl-rules'
import type { ProductCache } from '@/lib/contracts/product-cache'

/** What a product keeps, in a sentence. */
export function cacheText({ mode, isolateBy, header, ttlSeconds, rules }: ProductCache): string {
  if (mode === 'off') return 'none'
  const within = isolateBy === 'header' ? `the value of ${header}` : `the ${isolateBy}`
  const special = rules.length === 0 ? '' : `; ${rules.map(ttlRuleText).join('; ')}`
  return `to equal questions within ${within}, for ${durationText(ttlSeconds)}${special}`
}

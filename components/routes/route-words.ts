/** A product's routes in words. */
import type { ProductRoutes } from '@/lib/contracts/product-routes'

type Route = ProductRoutes[number]

export const causeWords = {
  error: 'no answer',
  context: 'a prompt too long for it',
  filter: 'a content filter',
} as const

/** Each thing the route does, in the order it is asked. */
export function routeTexts({ model, rules, choose, targets, stickBy, fallbacks }: Route): string[] {
  return [
    ...rules.map((rule) => `${conditionText(rule)}: ${rule.model}`),
    targets.length === 0 ? `otherwise ${model}` : `otherwise ${chooseText(choose, targets, stickBy)}`,
    ...fallbacks.map((fallback) => `then ${fallback.model}, after ${fallback.on.map((cause) => causeWords[cause]).join(' or ')}`),
  ]
}

function conditionText({
  header,
  claim,
  promptTokensOver,
  promptTokensUnder,
  budgetUsedPercent,
}: Route['rules'][number]): string {
  const conditions = [
    header ? `${header.name} is ${header.value}` : null,
    claim ? `the claim ${claim.name} has ${claim.value}` : null,
    promptTokensOver ? `more than ${promptTokensOver} tokens` : null,
    promptTokensUnder ? `fewer than ${promptTokensUnder} tokens` : null,
    budgetUsedPercent === undefined ? null : `${budgetUsedPercent} % of a budget used`,
  ].filter((text) => text !== null)
  return conditions.join(' and ') || 'always'
}

function chooseText(choose: Route['choose'], targets: Route['targets'], stickBy: Route['stickBy']): string {
  const names = targets.map(({ model }) => model).join(', ')
  if (choose !== 'split') return `the ${choose} of ${names}`
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  const shares = targets.map(({ model, weight }) => `${model} ${Math.round((1000 * weight) / Math.max(1, total)) / 10} %`)
  return `${shares.join(', ')}, by ${stickBy}`
}

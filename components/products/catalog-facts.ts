/** What a developer asks of a model before subscribing: what it costs, where it is, how fast it has been lately. */
import { describeMoney } from '@/components/ui/money-text'
import type { Limit } from '@/lib/contracts/limit'
import type { ModelStatus } from '@/lib/contracts/model-status'
import type { Price } from '@/lib/contracts/price'

export type CatalogFacts = {
  /** In force now. */
  prices: Price[]
  limits: Limit[]
  status: ModelStatus['models']
}

export function factsOf(model: string, prices: readonly Price[], status: ModelStatus['models']): string[] {
  const price = priceOf(model, prices)
  const stand = status.find((one) => one.model === model)
  return [
    ...(price ? [`${priceText(price)} per million tokens`] : ['no price set']),
    ...(stand && stand.regions.length > 0 ? [stand.regions.map(({ region }) => region).join(', ')] : []),
    ...(stand?.latencyMs ? [`${stand.latencyMs} ms to the first byte lately`] : []),
    ...(stand && stand.state !== 'up' && stand.state !== 'unknown' ? [`${stand.state} now`] : []),
  ]
}

/** That of the model wherever it is answered; else of one of its backends. */
export function priceOf(model: string, prices: readonly Price[]): Price | undefined {
  const own = prices.filter((price) => price.model === model)
  return own.find(({ backendId }) => backendId === null) ?? own[0]
}

function priceText({ perMillion, currency }: Price): string {
  return `${describeMoney(perMillion.input, currency)} in, ${describeMoney(perMillion.output, currency)} out`
}

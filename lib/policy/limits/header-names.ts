/**
 * What callers may be told about limits, and the API Management attribute that names the header there. A product that names
 * one gets its figure under that name instead of ours; the last two have no name of ours and are sent only where named.
 */
export const headerFigures = {
  remainingTokens: 'remaining-tokens-header-name',
  remainingCalls: 'remaining-calls-header-name',
  totalCalls: 'total-calls-header-name',
  retryAfter: 'retry-after-header-name',
  remainingQuotaTokens: 'remaining-quota-tokens-header-name',
  tokensConsumed: 'tokens-consumed-header-name',
} as const

export type HeaderFigure = keyof typeof headerFigures

export type HeaderNames = Readonly<Partial<Record<HeaderFigure, string>>>

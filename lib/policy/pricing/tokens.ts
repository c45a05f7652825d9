/** Token classes. They are disjoint: no token is counted in two of them, whatever the provider's own sums say. */
export type TokenCounts = {
  input: number
  cacheRead: number
  cacheWrite: number
  /** Written to be kept for an hour, which costs more than the few minutes of `cacheWrite`. */
  cacheWrite1h: number
  output: number
  reasoning: number
  audioIn: number
  audioOut: number
  images: number
}

export const noTokens: Readonly<TokenCounts> = Object.freeze(tokensOf(0, 0))

/** Text in, text out, and nothing else. */
export function tokensOf(input: number, output: number): TokenCounts {
  return { input, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0, output, reasoning: 0, audioIn: 0, audioOut: 0, images: 0 }
}

export function inputTokensOf(tokens: TokenCounts): number {
  return tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWrite1h + tokens.audioIn
}

export function outputTokensOf(tokens: TokenCounts): number {
  return tokens.output + tokens.reasoning + tokens.audioOut
}

export function totalTokensOf(tokens: TokenCounts): number {
  return inputTokensOf(tokens) + outputTokensOf(tokens)
}

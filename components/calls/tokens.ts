import type { TokenClasses } from '@/lib/contracts/call'

/** All tokens of a call or a sum of calls; images are not tokens. */
export function totalTokens(tokens: TokenClasses): number {
  const { images: _images, ...rest } = tokens
  return Object.values(rest).reduce((sum, count) => sum + count, 0)
}

export const tokenClassWords: Record<keyof TokenClasses, string> = {
  input: 'Uncached input',
  cacheRead: 'Cache read',
  cacheWrite: 'Cache write',
  cacheWrite1h: 'Cache write, 1 h',
  output: 'Output text',
  reasoning: 'Reasoning',
  audioIn: 'Audio in',
  audioOut: 'Audio out',
  images: 'Images',
}

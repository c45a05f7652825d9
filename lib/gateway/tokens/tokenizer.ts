/**
 * Counts tokens as the model will. Long texts are bounded instead: a byte-pair encoding never makes more tokens than the
 * text has bytes, and a 32k-token count would hold up every other call for milliseconds.
 */
import type { GptEncoding } from 'gpt-tokenizer/GptEncoding'

/** For models that name none we know. */
export const USUAL_TOKENIZER = 'o200k_base'

const counters = new Map<string, (text: string) => number>()

export function hasTokenizer(name: string): boolean {
  return counters.has(name)
}

/** From now on texts are counted exactly for models that name this one. Its tables take dozens of megabytes: only what models need is made ready. */
export function addTokenizer(name: string, { countTokens }: Pick<GptEncoding, 'countTokens'>): void {
  counters.set(name, (text) => countTokens(text, plain))
}

/** Text such as "<|endoftext|>" in a prompt is text, not an instruction to fail. */
const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }

/** A call's texts are counted exactly up to this many characters, all together. */
export const EXACT_CHARACTERS = 16_384
/** Merging is quadratic in a run without white space: one as long as this would stop every other call. */
const LONGEST_RUN = 256

/** The tokens of a text, or null where counting would take too long, or its tokenizer is not there (yet). `budget` is what is left of the call's characters. */
export function exactTokens(tokenizer: string, text: string, budget = EXACT_CHARACTERS): number | null {
  if (text.length === 0) return 0
  if (text.length > budget || hasLongRun(text)) return null
  const count = counters.get(tokenizer) ?? counters.get(USUAL_TOKENIZER)
  return count ? count(text) : null
}

/** About as many tokens as a text has, for bills where nobody measured: four bytes a token where it cannot be counted. */
export function likelyTokens(tokenizer: string, text: string): number {
  return exactTokens(tokenizer, text) ?? Math.ceil(Buffer.byteLength(text) / 4)
}

function hasLongRun(text: string): boolean {
  let run = 0
  for (let i = 0; i < text.length; i++) {
    run = text.charCodeAt(i) <= 32 ? 0 : run + 1
    if (run > LONGEST_RUN) return true
  }
  return false
}

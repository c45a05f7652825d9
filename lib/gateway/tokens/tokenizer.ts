/**
 * Counts tokens as the model will. Long texts are bounded instead: a byte-pair encoding never makes more tokens than the
 * text has bytes, and a 32k-token count would hold up every other call for milliseconds.
 */
import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base'
import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base'

const counters: Record<string, (text: string) => number> = {
  o200k_base: (text) => countO200k(text, plain),
  cl100k_base: (text) => countCl100k(text, plain),
}

/** Text such as "<|endoftext|>" in a prompt is text, not an instruction to fail. */
const plain = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }

/** Beyond this many characters the bound in bytes is used. */
export const EXACT_CHARACTERS = 16_384

export function countTokens(tokenizer: string, text: string): number {
  if (text.length === 0) return 0
  if (text.length > EXACT_CHARACTERS) return Buffer.byteLength(text)
  return (counters[tokenizer] ?? counters.o200k_base ?? Buffer.byteLength)(text)
}

/** Chance that is the same for the same text, so that an answer can be foretold by a test. */
export type Random = () => number

/** Numbers in [0, 1) from a text (FNV-1a into a 32-bit xorshift mix). */
export function randomFrom(text: string): Random {
  let state = 2_166_136_261
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16_777_619)
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519)
    state = Math.imul(state ^ (state >>> 13), 3_266_489_917)
    state ^= state >>> 16
    return (state >>> 0) / 4_294_967_296
  }
}

/** A whole number in [from, to]. */
export function integerBetween(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

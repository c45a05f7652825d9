/** The pepper of keys and tokens. While it is being rotated, what was digested under an earlier one still counts. */
import { hmac } from '@/lib/base/digest'

export type Pepper = { id: string; bytes: Uint8Array; previous?: readonly Uint8Array[] }

/** A secret's digest under each pepper that is valid, the current one first. */
export function digestsUnder({ bytes, previous = [] }: Pepper, secret: string): Uint8Array<ArrayBuffer>[] {
  return [bytes, ...previous].map((pepper) => new Uint8Array(hmac(pepper, secret)))
}

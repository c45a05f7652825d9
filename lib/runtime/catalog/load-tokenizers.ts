/**
 * The tables of tokenizers, read from the files their maker has published. As the script the library offers them in too, the larger one
 * takes 56 MiB instead of 34, and half as long again: what V8 takes to compile 200,000 texts it does not give back.
 */
import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { GptEncoding } from 'gpt-tokenizer/GptEncoding'
import { addTokenizer, hasTokenizer, USUAL_TOKENIZER } from '@/lib/gateway/tokens/tokenizer'

const known = ['o200k_base', 'cl100k_base'] as const

/** Makes ready what counts for models that name these tokenizers; those nobody knows are counted by the usual one. */
export async function loadTokenizers(names: Iterable<string>): Promise<void> {
  for (const given of new Set(names)) {
    const name = known.find((one) => one === given) ?? USUAL_TOKENIZER
    if (hasTokenizer(name)) continue
    const ranks = await readRanks(name)
    addTokenizer(
      name,
      GptEncoding.getEncodingApi(name, () => ranks),
    )
  }
}

const LF = 0x0a
const SPACE = 0x20

/**
 * What each rank of a tokenizer stands for: a text, or bytes where they are none by themselves. A line of the file is the bytes in
 * base64 and the rank.
 */
export async function readRanks(name: (typeof known)[number]): Promise<(string | number[])[]> {
  const bytes = await readFile(createRequire(import.meta.url).resolve(`gpt-tokenizer/data/${name}.tiktoken`))
  const ranks: (string | number[])[] = []
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(LF, at)
    const end = found === -1 ? bytes.length : found
    const space = bytes.indexOf(SPACE, at)
    const word = Buffer.from(bytes.toString('latin1', at, space), 'base64')
    ranks[Number(bytes.toString('latin1', space + 1, end))] = isText(word) ? word.toString('utf8') : [...word]
    at = end + 1
  }
  return ranks
}

/** A byte order mark is left out where bytes become a text: the library has those as bytes. */
function isText(word: Buffer): boolean {
  return isUtf8(word) && !(word[0] === 0xef && word[1] === 0xbb && word[2] === 0xbf)
}

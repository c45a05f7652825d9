import cl100kRanks from 'gpt-tokenizer/bpeRanks/cl100k_base'
import o200kRanks from 'gpt-tokenizer/bpeRanks/o200k_base'
import { expect, it } from 'vitest'
import { exactTokens, likelyTokens } from '@/lib/gateway/tokens/tokenizer'
import { loadTokenizers, readRanks } from '@/lib/runtime/catalog/load-tokenizers'

const words = 'Größe und 数字 and words. '.repeat(20)

it('counts exactly once its tables are there, each tokenizer by its own, and those nobody knows by the usual one', async () => {
  expect(exactTokens('cl100k_base', words)).toBeNull()
  expect(likelyTokens('cl100k_base', words)).toBe(Math.ceil(Buffer.byteLength(words) / 4))
  await loadTokenizers(['cl100k_base'])
  const own = exactTokens('cl100k_base', words)
  expect(own).toBeGreaterThan(100)
  expect(exactTokens('o200k_base', words)).toBeNull()
  await Promise.all([loadTokenizers(['somebody’s own']), loadTokenizers(['o200k_base', 'cl100k_base'])])
  const usual = exactTokens('o200k_base', words)
  expect(usual).toBeGreaterThan(100)
  expect(usual).not.toBe(own)
  expect(exactTokens('cl100k_base', words)).toBe(own)
  expect(exactTokens('somebody’s own', words)).toBe(usual)
})

it('takes no word of its maker’s for an instruction', async () => {
  await loadTokenizers(['o200k_base', 'cl100k_base'])
  for (const tokenizer of ['o200k_base', 'cl100k_base']) expect(exactTokens(tokenizer, 'a <|endoftext|> b')).toBeGreaterThan(5)
})

it('reads the tables the library has as script', async () => {
  for (const [name, ranks] of [['o200k_base', o200kRanks] as const, ['cl100k_base', cl100kRanks] as const]) {
    const own = await readRanks(name)
    expect(own.length).toBe(ranks.length)
    expect(own.findIndex((one, rank) => JSON.stringify(one) !== JSON.stringify(ranks[rank]))).toBe(-1)
  }
})

import { describe, expect, it } from 'vitest'
import { zipFile } from '@/lib/reports/files/zip'

const collect = async (pieces: AsyncIterable<Uint8Array>) => {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function* rows(count: number, seen: { ended: boolean }): AsyncGenerator<string> {
  try {
    for (let i = 0; i < count; i++) yield `row ${i} ${Math.sin(i)}\n`
  } finally {
    seen.ended = true
  }
}

describe('a zip archive', () => {
  it('of the same content is the same bytes', async () => {
    const make = () =>
      collect(
        zipFile([
          { name: 'a.txt', content: ['x', '', 'y'] },
          { name: 'größe.txt', content: [] },
        ]),
      )
    const [one, two] = [await make(), await make()]
    expect(one.equals(two)).toBe(true)
    expect(one.toString('latin1')).toContain(Buffer.from('größe.txt').toString('latin1'))
  })

  it('fails where its content does', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'fine'
      throw new Error('the ledger is gone')
    }
    await expect(collect(zipFile([{ name: 'a.txt', content: broken() }]))).rejects.toThrow('the ledger is gone')
  })

  it('ends its content when nobody reads on', async () => {
    const seen = { ended: false }
    for await (const piece of zipFile([{ name: 'a.txt', content: rows(1_000_000, seen) }])) if (piece.length > 100) break
    await expect.poll(() => seen.ended).toBe(true)
  })
})

import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Checkpoint, keepCheckpoint, readCheckpoint } from '@/lib/runtime/counters/checkpoint'

it('two processes on one folder write whole checkpoints beside each other, and leave nothing else behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-checkpoint-'))
  const path = join(folder, 'counters.json')
  const errors: unknown[] = []
  // One that was killed an hour ago while it wrote.
  const abandoned = join(folder, 'counters.json.one.new')
  writeFileSync(abandoned, '{')
  utimesSync(abandoned, Date.now() / 1000 - 3_600, Date.now() / 1000 - 3_600)
  const large = 'k'.repeat(4_000_000)
  for (let round = 0; round < 5; round++) {
    const processes = [1, 2].map((resetAtMs) => {
      const saved: Checkpoint = {
        version: 1,
        counters: [{ kind: 'quota', limitId: 'limit', countKey: large, resetAtMs, startMs: 0, endMs: 1, used: round }],
      }
      return keepCheckpoint(
        path,
        () => saved,
        (error) => errors.push(error),
      )
    })
    await Promise.all(processes.map((one) => one.stop()))
    expect(errors).toEqual([])
    expect((await readCheckpoint(path))?.counters[0]).toMatchObject({ countKey: large, used: round })
  }
  expect(readdirSync(folder)).toEqual(['counters.json'])
  rmSync(folder, { recursive: true, force: true })
})

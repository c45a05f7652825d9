import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, it, vi } from 'vitest'
import type { OpenEntry } from '@/lib/gateway/usage-entry'
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { segmentPath } from '@/lib/runtime/ledger/segment'
import { createSpool } from '@/lib/runtime/ledger/spool'
import { readLines } from '@/lib/runtime/ledger/spool-reader'
import { closeOf, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-spool-'))
  return () => rmSync(directory, { recursive: true, force: true })
})

it('waits for the disk before each answer ends with fsync on, and never with it off', () => {
  const synced = (fsync: string) => {
    const trace = join(directory, `trace-${fsync}.json`)
    const program = ['--import', 'tsx', 'lib/runtime/ledger/testing/write-spool.ts', join(directory, fsync), fsync]
    const watched = ['--trace-event-categories', 'node.fs.async', '--trace-event-file-pattern', trace, ...program]
    expect(spawnSync(process.execPath, watched, { encoding: 'utf8' })).toMatchObject({ status: 0 })
    const { traceEvents } = JSON.parse(readFileSync(trace, 'utf8')) as { traceEvents: { name: string; ph: string }[] }
    return traceEvents.filter(({ name, ph }) => name === 'fsync' && ph === 'b').length
  }
  expect(synced('0')).toBe(0)
  // Twenty calls, an open and a close each, one after the other; and the segments made on the way.
  expect(synced('1')).toBeGreaterThanOrEqual(40)
})

it('with the disk full takes no new calls, ends the running ones in the room kept for them, and recovers by itself', async () => {
  const errors: unknown[] = []
  // Where the next segment should be written there is no writing: as on a disk that is full.
  const obstacle = `${segmentPath(directory, 2)}.new`
  mkdirSync(obstacle)
  const board = flushBoardOf()
  const options = { directory, segmentBytes: 128 * 1024, maxBytes: 1 << 30, fsync: false, board }
  const spool = await createSpool({ ...options, onError: (error) => errors.push(error) })
  const running: OpenEntry[] = []
  while (spool.canOpen()) {
    const open = openOf()
    await spool.open(open)
    running.push(open)
  }
  expect(running.length).toBeGreaterThan(10)
  const trace = { steps: [{ step: 'x'.repeat(10_000), atMs: 1 }], limits: [], attempts: [] }
  await Promise.all(running.map((open) => spool.close(closeOf(open, { trace }))))
  const { lines } = readLines(directory, { segment: 1, offset: 0 }, null)
  expect(lines.filter(({ mark }) => mark === 'c')).toHaveLength(running.length)
  // The segment is prepared beside the calls: its failure may be heard of after the last of them.
  await vi.waitFor(() => expect(errors.map(String).join()).toContain('EISDIR'), 30_000)
  rmSync(obstacle, { recursive: true })
  await vi.waitFor(() => expect(spool.canOpen()).toBe(true), 30_000)
  for (let call = 0; call < 200; call++) {
    const open = openOf()
    while (!spool.canOpen()) await sleep(1)
    await spool.open(open)
    await spool.close(closeOf(open))
  }
  expect(board.written().segment).toBeGreaterThan(1)
  await spool.end()
})

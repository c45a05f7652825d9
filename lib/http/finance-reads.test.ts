/** What finance asks reads sums, never records: counted by PostgreSQL itself. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { provideControl } from '@/lib/control/control-ports'
import { closeMonth } from '@/lib/control/statements/close-month'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { createDatabase } from '@/lib/db/client'
import { getChargeback } from '@/lib/http/chargeback-queries'
import { focusFile } from '@/lib/reports/focus/focus-file'

let control: TestControl
let finance: Actor

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
  const estate = await makeEstate(control.system)
  for (const day of ['01', '15', '30'])
    await addUsage(control, estate, { at: new Date(`2026-10-${day}T10:00:00Z`), endUser: 'ann', tags: ['team=a'] })
})
afterAll(() => control.close())

/** Scans of the ledger's months, and rows read of its sums, once whoever read has ended its session. */
async function reads(): Promise<{ records: number; sums: number }> {
  const [row] = await control.db.$queryRaw<{ records: bigint; sums: bigint }[]>`
    SELECT coalesce(sum(seq_scan + coalesce(idx_scan, 0)) FILTER (WHERE relname ~ '^usage_records'), 0)::bigint AS records,
           coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FILTER (WHERE relname IN ('usage_rollups', 'usage_label_rollups')), 0)::bigint AS sums
      FROM pg_stat_user_tables`
  return { records: Number(row?.records), sums: Number(row?.sums) }
}

it('chargeback by anything, a close and the FOCUS file read no record', async () => {
  const before = await reads()
  // A session's reads are counted at its end at the latest.
  const db = createDatabase(control.url, { max: 2 })
  provideControl({ ...control.ports, db })
  for (const by of ['tenant', 'costCentre', 'product', 'model', 'backend', 'key', 'endUser', 'tag'] as const)
    expect((await getChargeback(finance, { month: '2026-10', by })).rows.length, by).toBeGreaterThan(0)
  expect((await closeMonth(finance, { month: '2026-10' })).closed).toHaveLength(1)
  let bytes = 0
  for await (const piece of focusFile(db, { month: '2026-10', tenantIds: null })) bytes += piece.length
  expect(bytes).toBeGreaterThan(0)
  await db.$disconnect()
  await expect.poll(async () => (await reads()).sums, { timeout: 60_000 }).toBeGreaterThan(before.sums)
  expect((await reads()).records).toBe(before.records)
})

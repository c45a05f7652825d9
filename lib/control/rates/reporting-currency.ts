/** The currency in which totals over several currencies are told. */
import { z } from 'zod'
import { empty } from '@/lib/contracts/paging'
import { type ReportingSettings, reportingSettings, reportingUpdate } from '@/lib/contracts/rate'
import type { Tx } from '@/lib/control/database'
import { command, query } from '@/lib/control/operation'
import { readSetting, settingUuid, writeSetting } from '@/lib/control/settings/stored-setting'
import { requireVersion } from '@/lib/control/versions'

const stored = z.object({ currency: z.string().default('USD'), version: z.int().default(0) })

export const getReporting = query('rates.read', { in: empty, out: reportingSettings }, ({ db }) => readReporting(db))

export const updateReporting = command(
  'rates.update',
  { in: reportingUpdate, out: reportingSettings, versioned: true },
  async (context, input) => {
    await context.serialize()
    const before = await readReporting(context.db)
    requireVersion(context, before)
    const after = { ...before, ...input, version: before.version + 1 }
    await writeSetting(context.db, 'reporting', after, context.now)
    context.record({ noun: 'setting', id: settingUuid('reporting'), before, after, alters: [] })
    return after
  },
)

/** What holds now. */
export function readReporting(db: Pick<Tx, 'setting'>): Promise<ReportingSettings> {
  return readSetting(db, 'reporting', stored)
}

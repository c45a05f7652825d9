/** How long calls and their traces are kept: what the environment says, until the console says otherwise. */
import { z } from 'zod'
import { empty } from '@/lib/contracts/paging'
import { type RetentionSettings, retentionSettings, retentionUpdate } from '@/lib/contracts/settings'
import type { RetentionPort } from '@/lib/control/control-ports'
import type { Tx } from '@/lib/control/database'
import { command, query } from '@/lib/control/operation'
import { readSetting, settingUuid, writeSetting } from '@/lib/control/settings/stored-setting'
import { requireVersion } from '@/lib/control/versions'

const fallback: RetentionPort = { keepRecordMonths: 0, keepTraceMonths: 3, expired: 'detach' }

const stored = z.object({
  keepRecordMonths: z.int().optional(),
  keepTraceMonths: z.int().optional(),
  expired: z.enum(['detach', 'drop']).optional(),
  version: z.int().default(0),
})

export const getRetention = query('settings.read', { in: empty, out: retentionSettings }, ({ db, ports }) =>
  readRetention(db, ports.retention),
)

export const updateRetention = command(
  'settings.update',
  { in: retentionUpdate, out: retentionSettings, versioned: true },
  async (context, input) => {
    await context.serialize()
    const before = await readRetention(context.db, context.ports.retention)
    requireVersion(context, before)
    const kept = await readSetting(context.db, 'retention', stored)
    await writeSetting(context.db, 'retention', { ...kept, ...input, version: before.version + 1 }, context.now)
    const after = await readRetention(context.db, context.ports.retention)
    context.record({ noun: 'setting', id: settingUuid('retention'), before, after, alters: [] })
    return after
  },
)

/** What holds now. */
export async function readRetention(
  db: Pick<Tx, 'setting'>,
  fromEnvironment: RetentionPort = fallback,
): Promise<RetentionSettings> {
  const { version, ...own } = await readSetting(db, 'retention', stored)
  return { ...fromEnvironment, ...own, version }
}

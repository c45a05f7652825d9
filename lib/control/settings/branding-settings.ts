/** What the portal and the sign-in page are called, and where developers find help. */
import { z } from 'zod'
import { empty } from '@/lib/contracts/paging'
import { announcementKinds, type BrandingSettings, brandingSettings, brandingUpdate } from '@/lib/contracts/settings'
import type { Tx } from '@/lib/control/database'
import { command, query } from '@/lib/control/operation'
import { readSetting, settingUuid, writeSetting } from '@/lib/control/settings/stored-setting'
import { requireVersion } from '@/lib/control/versions'

const stored = z.object({
  name: z.string().default('Tollgate'),
  welcome: z.string().default(''),
  supportUrl: z.string().nullable().default(null),
  announcement: z.string().default(''),
  announcementKind: z.enum(announcementKinds).default('news'),
  announcementUntil: z.string().nullable().default(null),
  version: z.int().default(0),
})

export const getBranding = query('settings.read', { in: empty, out: brandingSettings }, ({ db }) => readBranding(db))

export const updateBranding = command(
  'settings.update',
  { in: brandingUpdate, out: brandingSettings, versioned: true },
  async (context, input) => {
    await context.serialize()
    const before = await readBranding(context.db)
    requireVersion(context, before)
    const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
    const after = { ...before, ...given }
    after.version = before.version + 1
    await writeSetting(context.db, 'branding', after, context.now)
    context.record({ noun: 'setting', id: settingUuid('branding'), before, after, alters: [] })
    return after
  },
)

/** For pages that everybody sees, signed in or not. */
export function readBranding(db: Pick<Tx, 'setting'>): Promise<BrandingSettings> {
  return readSetting(db, 'branding', stored)
}

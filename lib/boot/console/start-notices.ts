/** Starts what sends notices: one loop per process, all of them on one outbox. */
import type { KeyRing } from '@/lib/base/encryption'
import type { Env } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import { findMailServer, parseMailServer } from '@/lib/control/settings/mail-settings'
import type { SettingSource } from '@/lib/control/settings/stored-setting'
import type { SqlPool } from '@/lib/db/sql-pool'
import { startDeliverer } from '@/lib/jobs/notify/deliverer'
import { createGuardedPost } from '@/lib/jobs/notify/guarded-post'

type Options = {
  env: Env
  log: Logger
  pool: SqlPool
  keyRing: KeyRing
  publicUrl: string
  allowedNetworks: readonly string[]
}

export function startNotices({ env, log, pool, keyRing, publicUrl, allowedNetworks }: Options): { stop(): Promise<void> } {
  const { post, close } = createGuardedPost(allowedNetworks)
  const given = parseMailServer(env.SMTP_URL, env.MAIL_FROM)
  const deliverer = startDeliverer(
    {
      pool,
      keyRing,
      publicUrl,
      allowedNetworks,
      post,
      findMailServer: () => findMailServer(settingsOf(pool), keyRing, given),
      now: Date.now,
    },
    (error) => log.warn({ err: error }, 'notices wait'),
  )
  return {
    async stop() {
      await deliverer.stop()
      await close()
    },
  }
}

/** Without Prisma, which takes 80 MiB for its first question: a gateway without a console asks it no other. */
function settingsOf(pool: SqlPool): SettingSource {
  const findUnique: SettingSource['setting']['findUnique'] = async ({ where }) => {
    const { rows } = await pool.query<{ value: unknown }>('select value from settings where name = $1', [where.name])
    return rows[0] ?? null
  }
  return { setting: { findUnique } }
}

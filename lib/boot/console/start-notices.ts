/** Starts what sends notices: one loop per process, all of them on one outbox. */
import type { KeyRing } from '@/lib/base/encryption'
import type { Env } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import { findMailServer, parseMailServer } from '@/lib/control/settings/mail-settings'
import type { Database } from '@/lib/db/client'
import type { SqlPool } from '@/lib/db/sql-pool'
import { startDeliverer } from '@/lib/jobs/notify/deliverer'
import { createGuardedPost } from '@/lib/jobs/notify/guarded-post'

type Options = {
  env: Env
  log: Logger
  db: Database
  pool: SqlPool
  keyRing: KeyRing
  publicUrl: string
  allowedNetworks: readonly string[]
}

export function startNotices({ env, log, db, pool, keyRing, publicUrl, allowedNetworks }: Options): { stop(): Promise<void> } {
  const { post, close } = createGuardedPost(allowedNetworks)
  const given = parseMailServer(env.SMTP_URL, env.MAIL_FROM)
  const deliverer = startDeliverer(
    {
      pool,
      keyRing,
      publicUrl,
      allowedNetworks,
      post,
      findMailServer: () => findMailServer(db, keyRing, given),
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

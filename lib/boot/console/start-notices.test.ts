import { expect, it } from 'vitest'
import { parseEnv } from '@/lib/base/env'
import { createLogger } from '@/lib/base/log'
import { startNotices } from '@/lib/boot/console/start-notices'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { updateMailSettings } from '@/lib/control/settings/mail-settings'
import { makeActor, startTestControl } from '@/lib/control/testing/test-control'
import { createSqlPool } from '@/lib/db/sql-pool'
import { startMailSink } from '@/lib/jobs/notify/testing/mail-sink'

it('sends mail by the server of the settings, as soon as there is one', async () => {
  const control = await startTestControl()
  const mail = await startMailSink()
  const pool = createSqlPool(control.url)
  const admin = await makeActor(control, { platformRole: 'admin' })
  const about = { topic: 'alert.firing', severity: 'critical', text: 'Look.' } as const
  const notices = startNotices({
    env: parseEnv({}),
    log: createLogger('silent'),
    pool,
    keyRing: control.ports.keyRing,
    publicUrl: 'https://tollgate.example.com',
    allowedNetworks: ['127.0.0.0/8'],
  })
  try {
    await enqueueNotice(control.db, { ...about, title: 'Too early', userIds: [admin.userId] }, new Date())
    const saidError = async () => (await control.db.delivery.findFirst())?.error ?? ''
    await expect.poll(saidError, { timeout: 10_000 }).toContain('No mail server')
    await updateMailSettings(
      admin,
      { host: 'localhost', port: mail.port, security: 'none', from: 'tollgate@example.com' },
      { ifMatch: '*' },
    )
    await enqueueNotice(control.db, { ...about, title: 'In time', userIds: [admin.userId] }, new Date())
    await expect.poll(() => mail.messages.at(-1)?.data ?? '', { timeout: 10_000 }).toContain('In time')
  } finally {
    await notices.stop()
    await mail.close()
    await pool.end()
    await control.close()
  }
})

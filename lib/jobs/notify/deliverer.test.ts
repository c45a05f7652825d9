import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createChannel } from '@/lib/control/channels/channel-commands'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { startDeliverer } from '@/lib/jobs/notify/deliverer'
import { createGuardedPost } from '@/lib/jobs/notify/guarded-post'
import { sendMail } from '@/lib/jobs/notify/send-mail'
import { type MailSink, startMailSink } from '@/lib/jobs/notify/testing/mail-sink'

const LOOPBACK = ['127.0.0.0/8']

let control: TestControl
let pool: SqlPool
let mail: MailSink

beforeAll(async () => {
  control = await startTestControl()
  pool = createSqlPool(control.url)
  mail = await startMailSink()
  mail.state.drips = true
})
afterAll(async () => {
  await pool.end()
  await control.close()
})

const server = () => ({
  host: '127.0.0.1',
  port: mail.port,
  security: 'none' as const,
  user: null,
  password: null,
  from: 'a@b.example',
})

it('gives up a mail to a server that drips for ever', async () => {
  const message = { to: ['ops@example.com'], subject: 'x', text: 'x', html: 'x', messageId: '<x@example.com>' }
  await expect(sendMail(server(), message, LOOPBACK, 100)).rejects.toThrow('did not take the mail in 0.1 s')
})

it('goes on with webhooks while a mail server drips, however many mails wait for it', async () => {
  const seen: string[] = []
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push(String(request.headers['webhook-id']))
      response.writeHead(204).end()
    })
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const admin = await makeActor(control, { platformRole: 'admin' })
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  await createChannel(admin, { name: 'hook', kind: 'webhook', url, topics: ['alert.firing'] })
  await createChannel(admin, { name: 'mail', kind: 'email', recipients: ['ops@example.com'], topics: ['key.expiring'] })
  const say = (topic: 'alert.firing' | 'key.expiring') =>
    enqueueNotice(control.db, { topic, title: 'x', text: 'x', userIds: [admin.userId] }, new Date())
  for (let i = 0; i < 60; i++) await say('key.expiring')
  const guarded = createGuardedPost(LOOPBACK)
  const { keyRing } = control.ports
  const ports = { pool, keyRing, publicUrl: 'https://tollgate.example.com', allowedNetworks: LOOPBACK, post: guarded.post }
  const errors: unknown[] = []
  const deliverer = startDeliverer({ ...ports, findMailServer: async () => server(), now: Date.now }, (error) =>
    errors.push(error),
  )
  const leased = () => control.db.delivery.count({ where: { leasedUntil: { not: null } } })
  await expect.poll(leased, { timeout: 20_000 }).toBeGreaterThanOrEqual(16)
  for (let round = 1; round <= 3; round++) {
    await say('alert.firing')
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(round)
  }
  expect(await leased()).toBeLessThan(20)
  const stopped = deliverer.stop()
  await mail.close()
  await stopped
  expect(errors).toEqual([])
  await guarded.close()
  await new Promise((resolve) => receiver.close(resolve))
})

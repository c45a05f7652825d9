import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { fakeClock } from '@/lib/base/clock'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import type { ChannelCreated } from '@/lib/contracts/channel'
import { createChannel, rotateChannelSecret, testChannel, updateChannel } from '@/lib/control/channels/channel-commands'
import { getChannel } from '@/lib/control/channels/channel-queries'
import { enqueueNotice, type NoticeInput } from '@/lib/control/notifications/enqueue-notice'
import { listNotices, retryDelivery } from '@/lib/control/notifications/notice-operations'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { type DeliverPorts, deliverDue } from '@/lib/jobs/notify/deliver'
import { createGuardedPost, type GuardedPost } from '@/lib/jobs/notify/guarded-post'
import { GIVE_UP_AFTER_MS } from '@/lib/jobs/notify/retry-schedule'
import { type MailSink, startMailSink } from '@/lib/jobs/notify/testing/mail-sink'

const MINUTE_MS = 60_000
const LOOPBACK = ['127.0.0.0/8']

let control: TestControl
let pool: SqlPool
let admin: Actor
let guarded: GuardedPost
let mail: MailSink
let receiver: Awaited<ReturnType<typeof startReceiver>>

beforeAll(async () => {
  control = await startTestControl()
  pool = createSqlPool(control.url)
  admin = await makeActor(control, { platformRole: 'admin' })
  guarded = createGuardedPost(LOOPBACK)
  mail = await startMailSink()
})
afterAll(async () => {
  await guarded.close()
  await mail.close()
  await pool.end()
  await control.close()
})
beforeEach(async () => {
  receiver = await startReceiver()
  mail.messages.length = 0
  control.clock.set(Date.now())
  await control.db.notice.deleteMany()
  await control.db.channel.deleteMany()
})
afterEach(() => receiver.close())

/** A real receiver on loopback, which can be down: it then hangs up on whoever comes. */
async function startReceiver() {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = []
  const state = { isDown: false, status: 204, headers: {} as Record<string, string>, tries: 0 }
  const server = createServer((request, response) => {
    state.tries++
    if (state.isDown) return void request.socket.destroy()
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      if (state.status < 300) seen.push({ headers: request.headers, body })
      response.writeHead(state.status, state.headers).end(state.status < 300 ? '' : 'not now')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}/hook`, seen, state, close }
}

const notice = (title: string, more: Partial<NoticeInput> = {}): NoticeInput => ({
  topic: 'alert.firing',
  severity: 'critical',
  title,
  text: `${title}, and what to do.`,
  path: '/admin/alerts',
  ...more,
})

const portsAt = (now: () => number, more: Partial<DeliverPorts> = {}): DeliverPorts => ({
  pool,
  keyRing: control.ports.keyRing,
  publicUrl: 'https://tollgate.example.com',
  allowedNetworks: LOOPBACK,
  post: guarded.post,
  findMailServer: async () => null,
  now,
  ...more,
})

const webhook = (name = 'hook'): Promise<ChannelCreated> => createChannel(admin, { name, kind: 'webhook', url: receiver.url })
const header = (headers: IncomingHttpHeaders) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
})
const deliveryOf = async () => await control.db.delivery.findFirstOrThrow()

describe('a webhook', () => {
  it('whose receiver is down for ten minutes gets every alert once it is back: signed, each with its own id', async () => {
    const { signingSecret } = await webhook()
    // The library holds a signature against the real clock, so the outage ends now.
    const clock = fakeClock(Date.now() - 10 * MINUTE_MS)
    const ports = portsAt(clock.now)
    receiver.state.isDown = true
    const ids: string[] = []
    for (let minute = 0; minute < 10; minute++) {
      const id = await enqueueNotice(control.db, notice(`Alert ${minute}`), new Date(clock.now()))
      if (id) ids.push(toPublicId('notice', id))
      while ((await deliverDue(ports)) > 0);
      clock.advance(MINUTE_MS)
    }
    expect(receiver.seen).toEqual([])
    expect(receiver.state.tries).toBeGreaterThan(20)
    receiver.state.isDown = false
    // Nobody waits for the longest back-off: the first that arrives wakes the others.
    for (let i = 0; i < 5; i++) {
      while ((await deliverDue(ports)) > 0);
      clock.advance(MINUTE_MS)
    }
    const verify = new Webhook(signingSecret ?? '')
    const bodies = receiver.seen.map(({ headers, body }) => verify.verify(body, header(headers)) as { data: { id: string } })
    expect(receiver.seen.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort())
    expect(bodies.map(({ data }) => data.id).sort()).toEqual([...ids].sort())
    const { items } = await listNotices(admin, { state: 'delivered' })
    expect(items).toHaveLength(10)
  })

  it('is sent again with the same id where a process died after sending, before it could say so', async () => {
    await webhook()
    const clock = fakeClock(Date.now())
    await enqueueNotice(control.db, notice('Once'), new Date(clock.now()))
    await deliverDue(portsAt(clock.now))
    await control.db.delivery.updateMany({
      data: { state: 'pending', deliveredAt: null, leasedUntil: new Date(clock.now() + MINUTE_MS) },
    })
    expect(await deliverDue(portsAt(clock.now)), 'still leased').toBe(0)
    clock.advance(2 * MINUTE_MS)
    await deliverDue(portsAt(clock.now))
    expect(receiver.seen).toHaveLength(2)
    expect(new Set(receiver.seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('is sent by one of many processes that look at once', async () => {
    await webhook()
    for (let i = 0; i < 8; i++) await enqueueNotice(control.db, notice(`N${i}`), new Date())
    await Promise.all(Array.from({ length: 6 }, () => deliverDue(portsAt(Date.now))))
    while ((await deliverDue(portsAt(Date.now))) > 0);
    expect(receiver.seen).toHaveLength(8)
  })

  it('carries a signature by the former secret too while receivers are moved over, and not for ever', async () => {
    const { id, version, signingSecret: former } = await webhook()
    await expect(rotateChannelSecret(admin, { id })).rejects.toMatchObject({ code: 'request.precondition_required' })
    const { signingSecret: current } = await rotateChannelSecret(admin, { id }, { ifMatch: `"${version}"` })
    const again = rotateChannelSecret(admin, { id }, { ifMatch: `"${version}"` })
    await expect(again, 'sent twice').rejects.toMatchObject({ code: 'request.stale' })
    expect(current).not.toBe(former)
    const at = control.clock.now()
    await enqueueNotice(control.db, notice('Both'), new Date(at))
    await deliverDue(portsAt(() => at))
    await enqueueNotice(control.db, notice('One'), new Date(at))
    await deliverDue(portsAt(() => at + 25 * 60 * MINUTE_MS))
    expect(receiver.seen.map(({ headers }) => String(headers['webhook-signature']).split(' ').length)).toEqual([2, 1])
  })

  it('waits as long as its receiver asks, is given up after three days, and sent again when somebody says so', async () => {
    await webhook()
    const clock = fakeClock(Date.now())
    receiver.state.status = 503
    receiver.state.headers = { 'retry-after': '900' }
    await enqueueNotice(control.db, notice('Patience'), new Date(clock.now()))
    await deliverDue(portsAt(clock.now))
    const first = await deliveryOf()
    expect(first).toMatchObject({ state: 'pending', status: 503, attempts: 1, error: 'answered 503: not now' })
    expect(first.nextAt.getTime() - clock.now()).toBe(900_000)
    clock.advance(GIVE_UP_AFTER_MS)
    await deliverDue(portsAt(clock.now))
    expect((await deliveryOf()).state).toBe('failed')
    receiver.state.status = 200
    control.clock.set(clock.now())
    await retryDelivery(admin, { id: toPublicId('delivery', first.id) })
    await deliverDue(portsAt(clock.now))
    expect(receiver.seen).toHaveLength(1)
    await expect(retryDelivery(admin, { id: toPublicId('delivery', first.id) })).rejects.toMatchObject({
      code: 'resource.wrong_state',
    })
  })

  it('goes nowhere a backend may not be, and follows no redirect there', async () => {
    await webhook()
    const closed = createGuardedPost([])
    await enqueueNotice(control.db, notice('Inside'), new Date())
    await deliverDue(portsAt(Date.now, { post: closed.post }))
    expect(await deliveryOf()).toMatchObject({ state: 'pending', error: expect.stringContaining('not allowed') })
    expect(receiver.state.tries).toBe(0)
    await closed.close()
    receiver.state.status = 302
    receiver.state.headers = { location: 'http://169.254.169.254/latest' }
    await deliverDue(portsAt(() => Date.now() + MINUTE_MS))
    expect(await deliveryOf()).toMatchObject({ state: 'pending', status: 302 })
  })

  it('keeps its signing secret to itself', async () => {
    const { id, signingSecret } = await webhook()
    expect(signingSecret).toMatch(/^whsec_/)
    const shown = JSON.stringify([await getChannel(admin, { id }), await control.db.auditEntry.findMany()], (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(shown).not.toContain(signingSecret?.slice(6))
  })
})

describe('a channel', () => {
  it('of Slack and of Teams gets what each of them reads; its address is answered to nobody', async () => {
    const slack = await createChannel(admin, { name: 'slack', kind: 'slack', url: `${receiver.url}/T0/secret-part` })
    const teams = await createChannel(admin, { name: 'teams', kind: 'teams', url: receiver.url })
    expect([slack.url, slack.host, teams.signingSecret]).toEqual([null, new URL(receiver.url).host, null])
    await enqueueNotice(control.db, notice('5 < 6 & more'), new Date())
    await deliverDue(portsAt(Date.now))
    const [first, second] = receiver.seen
      .map(({ body }) => JSON.parse(body))
      .sort((a, b) => ('text' in a ? -1 : 'text' in b ? 1 : 0))
    expect(first.text).toBe('🔴 5 < 6 & more')
    expect(first.blocks[0].text.text).toContain('5 &lt; 6 &amp; more')
    expect(first.blocks[1].elements[0].url).toBe('https://tollgate.example.com/admin/alerts')
    expect(second.attachments[0].content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' })
    expect(second.attachments[0].content.body[0]).toMatchObject({ text: '5 < 6 & more', color: 'Attention' })
  })

  it('that is off gets nothing, and the history says why', async () => {
    const { id } = await webhook()
    await enqueueNotice(control.db, notice('Late'), new Date())
    await updateChannel(admin, { id, enabled: false }, { ifMatch: '*' })
    await deliverDue(portsAt(Date.now))
    expect(await deliveryOf()).toMatchObject({ state: 'skipped', error: 'The channel is off.' })
  })

  it('is tried by a test that takes the same way, whatever topics it takes', async () => {
    const { id } = await createChannel(admin, { name: 'narrow', kind: 'webhook', url: receiver.url, topics: ['key.expiring'] })
    const { noticeId } = await testChannel(admin, { id })
    await deliverDue(portsAt(() => Date.now() + MINUTE_MS))
    expect(receiver.seen[0]?.headers['webhook-id']).toBe(noticeId)
    expect((await getChannel(admin, { id })).lastDeliveredAt).not.toBeNull()
    expect(parsePublicId('notice', noticeId)).not.toBeNull()
  })
})

describe('mail', () => {
  it('goes out by SMTP to all recipients, with the same message id each time', async () => {
    await createChannel(admin, { name: 'mail', kind: 'email', recipients: ['ops@example.com', 'night@example.com'] })
    const server = { host: '127.0.0.1', port: mail.port, security: 'none' as const, user: null, password: null }
    const from = 'Tollgate <tollgate@example.com>'
    const id = await enqueueNotice(control.db, notice('Disk <full>\r\nBcc: all@example.com'), new Date())
    await deliverDue(portsAt(Date.now, { findMailServer: async () => ({ ...server, from }) }))
    const [message] = mail.messages
    expect(message?.to).toEqual(['ops@example.com', 'night@example.com'])
    expect(message?.data).toContain('Subject: [Tollgate critical] Disk <full> Bcc: all@example.com')
    expect(message?.data).toContain(`Message-ID: <${toPublicId('notice', id ?? '')}@tollgate.example.com>`)
    expect((await deliveryOf()).state).toBe('delivered')
  })

  it('links each to a page they can open: owners to their tenant, admins and channels to the console', async () => {
    const tenant = await control.db.tenant.create({
      data: { name: 'linked', costCentre: 'L', currency: 'EUR' },
    })
    const owner = await makeActor(control, { memberships: { [tenant.id]: 'owner' } })
    await createChannel(admin, { name: 'mail', kind: 'email', recipients: ['ops@example.com'] })
    const about = { path: '/admin/limits', tenantId: tenant.id, ownersOf: [tenant.id], userIds: [admin.userId] }
    await enqueueNotice(control.db, notice('Half is used', about), new Date())
    const server = { host: '127.0.0.1', port: mail.port, security: 'none' as const, user: null, password: null }
    await deliverDue(portsAt(Date.now, { findMailServer: async () => ({ ...server, from: 'tollgate@example.com' }) }))
    // Long lines are folded in a mail.
    const textTo = (to: string) => mail.messages.find((message) => message.to.includes(to))?.data.replaceAll('=\n', '')
    const pageOf = (to: string) => textTo(to)?.match(/https:\/\/tollgate.example.com(\/[\w/]*)/)?.[1]
    expect(pageOf(`${owner.userId}@example.com`)).toBe(`/portal/tenants/${toPublicId('tenant', tenant.id)}`)
    expect(pageOf(`${admin.userId}@example.com`)).toBe('/admin/limits')
    expect(pageOf('ops@example.com')).toBe('/admin/limits')
  })

  it('to a person waits for no mail server: it says there is none', async () => {
    await enqueueNotice(control.db, notice('To you', { userIds: [admin.userId] }), new Date())
    await deliverDue(portsAt(Date.now))
    expect(await deliveryOf()).toMatchObject({ state: 'skipped', error: expect.stringContaining('No mail server') })
  })

  it('is tried again where the server refuses it', async () => {
    await enqueueNotice(control.db, notice('To you', { userIds: [admin.userId] }), new Date())
    mail.state.refuses = true
    const server = {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none' as const,
      user: null,
      password: null,
      from: 'a@b.example',
    }
    await deliverDue(portsAt(Date.now, { findMailServer: async () => server }))
    expect(await deliveryOf()).toMatchObject({ state: 'pending', error: expect.stringContaining('450') })
    mail.state.refuses = false
    await deliverDue(portsAt(() => Date.now() + MINUTE_MS, { findMailServer: async () => server }))
    expect(mail.messages).toHaveLength(1)
  })
})

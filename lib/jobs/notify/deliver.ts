/** Takes what is due out of the outbox and sends it: delivered, tried again later, given up after three days, or skipped with a reason. */
import { Webhook } from 'standardwebhooks'
import type { KeyRing } from '@/lib/base/encryption'
import { toPublicId } from '@/lib/base/ids'
import { openChannelSecret } from '@/lib/control/channels/channel-secret'
import type { MailServer } from '@/lib/control/settings/mail-settings'
import type { SqlPool } from '@/lib/db/sql-pool'
import { claimDeliveries, type DueDelivery, settleDelivered, settleNotDelivered } from '@/lib/jobs/notify/claim-deliveries'
import type { GuardedPost, PostResult } from '@/lib/jobs/notify/guarded-post'
import { mailOf, type OutgoingNotice, slackBody, teamsBody, webhookBody } from '@/lib/jobs/notify/notice-messages'
import { pageFor } from '@/lib/jobs/notify/page-for'
import { GIVE_UP_AFTER_MS, retryDelayMs } from '@/lib/jobs/notify/retry-schedule'
import { sendMail } from '@/lib/jobs/notify/send-mail'

export type DeliverPorts = {
  pool: SqlPool
  keyRing: KeyRing
  /** The origin people reach the console under. */
  publicUrl: string
  allowedNetworks: readonly string[]
  post: GuardedPost['post']
  findMailServer(): Promise<MailServer | null>
  now(): number
}

/** Sends all that is due now, one batch. Returns how many were taken. */
export async function deliverDue(ports: DeliverPorts): Promise<number> {
  const sending = await startDue(ports)
  await Promise.all(sending)
  return sending.length
}

/** Begins to send what is due now, one batch; each is settled by itself. */
export async function startDue(ports: DeliverPorts): Promise<Promise<void>[]> {
  const due = await claimDeliveries(ports.pool, new Date(ports.now()))
  return due.map((one) => deliverOne(ports, one))
}

type Outcome = { result: 'sent'; status: number | null } | { result: 'skipped'; why: string }

async function deliverOne(ports: DeliverPorts, due: DueDelivery): Promise<void> {
  const { pool } = ports
  try {
    const outcome = await send(ports, due)
    const now = new Date(ports.now())
    if (outcome.result === 'sent') return await settleDelivered(pool, due, outcome.status, now)
    await settleNotDelivered(pool, due, { state: 'skipped', nextAt: now, status: null, error: outcome.why })
  } catch (error) {
    const nowMs = ports.now()
    const refusal = error instanceof Refused ? error : null
    const isOver = nowMs - due.created_at.getTime() >= GIVE_UP_AFTER_MS
    const waitMs = Math.max(retryDelayMs(due.attempts, Math.random()), refusal?.result.retryAfterMs ?? 0)
    await settleNotDelivered(pool, due, {
      state: isOver ? 'failed' : 'pending',
      nextAt: new Date(nowMs + waitMs),
      status: refusal?.result.status ?? null,
      error: sentenceOf(error),
    })
  }
}

async function send(ports: DeliverPorts, due: DueDelivery): Promise<Outcome> {
  const notice = outgoing(due, ports.publicUrl)
  if (due.channel_id === null) return await sendToPerson(ports, due, notice)
  if (!due.enabled) return { result: 'skipped', why: 'The channel is off.' }
  if (due.kind === 'email') return await sendByMail(ports, due.recipients ?? [], notice)
  const secret = openChannelSecret(ports.keyRing, {
    id: due.channel_id,
    secretKeyId: due.secret_key_id,
    secretCipher: due.secret_cipher,
  })
  if (due.kind === 'webhook' && due.url && secret && 'signing' in secret) {
    const body = webhookBody(notice)
    return sent(await ports.post(due.url, signed(notice.id, body, secret, ports.now()), body))
  }
  if (!secret || !('url' in secret)) throw new Error('the address of this channel cannot be opened: set it anew')
  return sent(await ports.post(secret.url, {}, due.kind === 'slack' ? slackBody(notice) : teamsBody(notice)))
}

async function sendToPerson(ports: DeliverPorts, due: DueDelivery, notice: OutgoingNotice): Promise<Outcome> {
  if (!due.email || due.disabled_at) return { result: 'skipped', why: 'The user is disabled.' }
  return await sendByMail(ports, [due.email], notice)
}

async function sendByMail(ports: DeliverPorts, to: string[], notice: OutgoingNotice): Promise<Outcome> {
  const server = await ports.findMailServer()
  if (!server) return { result: 'skipped', why: 'No mail server is set (Settings, Mail).' }
  // The same id in every try: a mailbox that has the message already shows it once.
  const messageId = `<${notice.id}@${new URL(ports.publicUrl).hostname}>`
  await sendMail(server, { to, ...mailOf(notice), messageId }, ports.allowedNetworks)
  return { result: 'sent', status: null }
}

type SigningSecret = { signing: string; former?: string | undefined; formerUntil?: string | undefined }

/** The headers of Standard Webhooks; a signature by the former secret too, while receivers are moved over. */
function signed(
  id: string,
  body: string,
  { signing, former, formerUntil }: SigningSecret,
  nowMs: number,
): Record<string, string> {
  const at = new Date(nowMs)
  const hasFormer = former !== undefined && formerUntil !== undefined && nowMs < Date.parse(formerUntil)
  const secrets = hasFormer ? [signing, former] : [signing]
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}

class Refused extends Error {
  constructor(readonly result: PostResult) {
    super(`answered ${result.status}${result.text ? `: ${result.text.slice(0, 200)}` : ''}`)
  }
}

function sent(result: PostResult): Outcome {
  if (result.status < 200 || result.status > 299) throw new Refused(result)
  return { result: 'sent', status: result.status }
}

function outgoing(due: DueDelivery, publicUrl: string): OutgoingNotice {
  const page = pageFor(due)
  return {
    id: toPublicId('notice', due.notice_id),
    topic: due.topic,
    severity: due.severity,
    title: due.title,
    text: due.text,
    url: page && `${publicUrl}${page}`,
    tenantId: due.tenant_id && toPublicId('tenant', due.tenant_id),
    alertId: due.alert_id && toPublicId('alert', due.alert_id),
    createdAt: due.said_at,
    data: due.data,
  }
}

/** What went wrong, without what a library wraps around it. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  return `${error.message || error.name}${error.message.includes(code.trim()) ? '' : code}`
}

/**
 * The outbox as a queue: a delivery that is due is leased to one process, and is somebody else's again when the lease ends
 * without a word. So each is sent at least once whatever dies, and known again by its notice's id.
 */
import type { SqlPool } from '@/lib/db/sql-pool'

export type DueDelivery = {
  id: string
  attempts: number
  created_at: Date
  notice_id: string
  topic: string
  severity: 'info' | 'warning' | 'critical'
  title: string
  text: string
  path: string | null
  tenant_id: string | null
  alert_id: string | null
  data: Record<string, unknown>
  said_at: Date
  channel_id: string | null
  kind: 'email' | 'webhook' | 'slack' | 'teams' | null
  enabled: boolean | null
  recipients: string[] | null
  url: string | null
  secret_key_id: string | null
  secret_cipher: Buffer | null
  email: string | null
  disabled_at: Date | null
  platform_role: string | null
}

const LEASE_MS = 120_000
const BATCH = 40
/** Under way to one receiver at a time, all mail to people being one: a thousand for one that hangs do not keep others waiting. */
const PER_RECEIVER = 8

export async function claimDeliveries(pool: SqlPool, now: Date): Promise<DueDelivery[]> {
  const { rows } = await pool.query<DueDelivery>(
    `with ranked as (
       select id, leased_until, row_number() over (
                partition by channel_id order by coalesce(leased_until >= $1, false) desc, next_at, id) as place
         from deliveries
        where state = 'pending' and next_at <= $1
     ), claimed as (
       update deliveries d set leased_until = $2, attempts = d.attempts + 1
        where d.id in (
                select id from ranked
                 where place <= ${PER_RECEIVER} and (leased_until is null or leased_until < $1) limit ${BATCH})
          and d.state = 'pending' and (d.leased_until is null or d.leased_until < $1)
       returning d.*
     )
     select c.id, c.attempts, c.created_at, c.notice_id, n.topic, n.severity::text as severity, n.title, n.text, n.path,
            n.tenant_id, n.alert_id, n.data, n.created_at as said_at,
            c.channel_id, h.kind::text as kind, h.enabled, h.recipients, h.url, h.secret_key_id, h.secret_cipher,
            u.email, u.disabled_at, u.platform_role::text as platform_role
       from claimed c join notices n on n.id = c.notice_id
       left join notification_channels h on h.id = c.channel_id
       left join users u on u.id = c.user_id
      order by n.id`,
    [now, new Date(now.getTime() + LEASE_MS)],
  )
  return rows
}

export async function settleDelivered(pool: SqlPool, due: DueDelivery, status: number | null, now: Date): Promise<void> {
  await pool.query(
    `update deliveries set state = 'delivered', delivered_at = $2, status = $3, error = null, leased_until = null where id = $1`,
    [due.id, now, status],
  )
  // What waited for this receiver need not wait on: it is back.
  if (due.attempts > 1 && due.channel_id) {
    await pool.query(
      `update deliveries set next_at = $2 where channel_id = $1 and state = 'pending' and attempts > 0 and next_at > $2
          and leased_until is null`,
      [due.channel_id, now],
    )
  }
}

export async function settleNotDelivered(
  pool: SqlPool,
  due: DueDelivery,
  outcome: { state: 'pending' | 'failed' | 'skipped'; nextAt: Date; status: number | null; error: string },
): Promise<void> {
  await pool.query(
    'update deliveries set state = $2::delivery_state, next_at = $3, status = $4, error = $5, leased_until = null where id = $1',
    [due.id, outcome.state, outcome.nextAt, outcome.status, outcome.error.slice(0, 500)],
  )
}

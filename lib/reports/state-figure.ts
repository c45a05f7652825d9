/** Figures of the installation itself, for the rules that watch them: one value for each thing that has one. */
import type { Database } from '@/lib/db/client'

export type StateFigure =
  | 'spool'
  | 'flushLag'
  | 'breakersOpen'
  | 'processesMissing'
  | 'keysExpiring'
  | 'jobsFailing'
  | 'deliveriesFailing'

export type StateValue = {
  /** What it is about; '' where the figure has one value only. */
  subject: string
  value: number
  /** The subject in words. */
  label: string
  tenantId: string | null
  /** The page that shows more. */
  path: string
}

export type StateQuery = { figure: StateFigure; now: Date; threshold: number; tenantId: string | null; backendId: string | null }

type Db = Pick<Database, '$queryRaw'>
type Row = { subject: string; value: number; label: string; tenant_id: string | null; path_id: string | null }

/** A process that has said nothing for so long is not asked. */
const FRESH = '30 seconds'

export async function stateFigure(db: Db, query: StateQuery): Promise<StateValue[]> {
  const rows = await readers[query.figure](db, query)
  return rows.map(({ subject, value, label, tenant_id, path_id }) => ({
    subject,
    value: Number(value),
    label,
    tenantId: tenant_id,
    path: pathOf(query.figure, path_id),
  }))
}

const readers: Record<StateFigure, (db: Db, query: StateQuery) => Promise<Row[]>> = {
  spool: (db, { now }) => db.$queryRaw<Row[]>`
    SELECT '' AS subject, coalesce(max((status->'ledger'->>'spoolBytes')::float8), 0) / 1048576 AS value,
           count(*) || ' processes' AS label, NULL::uuid AS tenant_id, NULL::text AS path_id
      FROM replicas WHERE seen_at > ${now}::timestamptz - ${FRESH}::interval`,
  flushLag: (db, { now }) => db.$queryRaw<Row[]>`
    SELECT '' AS subject, coalesce(max((status->'ledger'->>'lagMs')::float8), 0) / 1000 AS value,
           count(*) || ' processes' AS label, NULL::uuid AS tenant_id, NULL::text AS path_id
      FROM replicas WHERE seen_at > ${now}::timestamptz - ${FRESH}::interval`,
  breakersOpen: (db, { now, backendId }) => db.$queryRaw<Row[]>`
    SELECT m->>'poolId' || ':' || (m->>'backendId') AS subject, count(*)::float8 AS value,
           coalesce(b.name, 'a deleted backend') || ' in ' || coalesce(p.name, 'a deleted pool')
             || coalesce(': ' || nullif(max(m->>'reason'), ''), '') AS label,
           NULL::uuid AS tenant_id, max(p.id::text) AS path_id
      FROM replicas r CROSS JOIN LATERAL jsonb_array_elements(coalesce(r.status->'members', '[]')) AS m
      LEFT JOIN backends b ON b.id = (m->>'backendId')::uuid
      LEFT JOIN pools p ON p.id = (m->>'poolId')::uuid
     WHERE r.seen_at > ${now}::timestamptz - ${FRESH}::interval AND m->>'state' = 'open'
       AND (${backendId}::uuid IS NULL OR (m->>'backendId')::uuid = ${backendId}::uuid)
     GROUP BY 1, b.name, p.name`,
  processesMissing: (db, { now }) => db.$queryRaw<Row[]>`
    SELECT id AS subject, extract(epoch FROM ${now}::timestamptz - seen_at)::float8 AS value,
           coalesce(status->>'host', id) AS label, NULL::uuid AS tenant_id, NULL::text AS path_id
      FROM replicas WHERE seen_at > ${now}::timestamptz - interval '1 day'`,
  keysExpiring: (db, { now, threshold, tenantId }) => db.$queryRaw<Row[]>`
    SELECT s.tenant_id::text AS subject, min(extract(epoch FROM k.expires_at - ${now}::timestamptz) / 86400)::float8 AS value,
           count(*) || CASE count(*) WHEN 1 THEN ' key of ' ELSE ' keys of ' END || t.name
             || ' (' || string_agg('…' || k.last4, ', ' ORDER BY k.expires_at) FILTER (WHERE k.place <= 5) || ')' AS label,
           s.tenant_id, s.tenant_id::text AS path_id
      FROM (SELECT *, row_number() OVER (PARTITION BY subscription_id ORDER BY expires_at) AS place FROM keys k
             WHERE revoked_at IS NULL AND NOT is_playground AND expires_at > ${now}::timestamptz
               AND expires_at <= ${now}::timestamptz + ${threshold}::float8 * interval '1 day'
               AND NOT EXISTS (SELECT FROM keys newer WHERE newer.subscription_id = k.subscription_id AND newer.slot = k.slot
                                AND newer.created_at > k.created_at AND newer.revoked_at IS NULL)) AS k
      JOIN subscriptions s ON s.id = k.subscription_id AND s.state = 'active'
      JOIN tenants t ON t.id = s.tenant_id
     WHERE ${tenantId}::uuid IS NULL OR s.tenant_id = ${tenantId}::uuid
     GROUP BY s.tenant_id, t.name`,
  jobsFailing: (db) => db.$queryRaw<Row[]>`
    SELECT name AS subject, 1::float8 AS value, name || coalesce(': ' || message, '') AS label,
           NULL::uuid AS tenant_id, NULL::text AS path_id
      FROM jobs WHERE ok = false`,
  deliveriesFailing: (db, { now }) => db.$queryRaw<Row[]>`
    SELECT d.channel_id::text AS subject, count(*)::float8 AS value, c.name || coalesce(': ' || max(d.error), '') AS label,
           NULL::uuid AS tenant_id, NULL::text AS path_id
      FROM deliveries d JOIN notification_channels c ON c.id = d.channel_id AND c.enabled
     WHERE (d.state = 'pending' AND d.attempts >= 3) OR (d.state = 'failed' AND d.created_at > ${now}::timestamptz - interval '7 days')
     GROUP BY d.channel_id, c.name`,
}

function pathOf(figure: StateFigure, id: string | null): string {
  const hex = id?.replaceAll('-', '')
  if (figure === 'breakersOpen') return hex ? `/admin/pools/pol_${hex}` : '/admin/pools'
  if (figure === 'keysExpiring') return `/admin/tenants/ten_${hex}`
  return figure === 'deliveriesFailing' ? '/admin/alerts/channels' : '/admin/fleet'
}

import type { Database } from '@/lib/db/client'

type Asks = Pick<Database, '$queryRaw'>

/**
 * Closed months, however old, of which something was corrected since and stands on no statement yet: re-ratings that were booked, and
 * commitments that were allocated again. Of one tenant, or of all.
 */
export async function correctedMonths(
  db: Asks,
  before: Date,
  tenantId: string | null = null,
): Promise<{ tenantId: string; month: string }[]> {
  return db.$queryRaw`
    WITH corrected AS (
      SELECT l.tenant_id, date_trunc('month', l.day)::date AS month
        FROM rerating_lines l JOIN reratings r ON r.id = l.rerating_id AND r.state = 'booked'
       WHERE l.day < ${before}::date AND (${tenantId}::uuid IS NULL OR l.tenant_id = ${tenantId}::uuid)
      UNION
      SELECT s.tenant_id, date_trunc('month', s.day)::date
        FROM commitment_runs r JOIN commitment_shares s ON s.commitment_id = r.commitment_id AND s.run_id = r.id
       WHERE r.version > 1 AND s.day < ${before}::date AND (${tenantId}::uuid IS NULL OR s.tenant_id = ${tenantId}::uuid)
    ), in_force AS (
      SELECT t.id, t.tenant_id, t.month FROM statements t
       WHERE NOT EXISTS (SELECT FROM statement_reopenings o WHERE o.statement_id = t.id)
         AND t.tenant_id IN (SELECT tenant_id FROM corrected)
    ), closed AS (
      SELECT c.tenant_id, c.month FROM corrected c JOIN in_force t ON t.tenant_id = c.tenant_id AND t.month = c.month
    ), amounts AS (
      SELECT c.tenant_id, c.month, l.currency::text AS currency, l.new_nano - l.old_nano AS cost
        FROM closed c
        JOIN rerating_lines l ON l.tenant_id = c.tenant_id AND l.day >= c.month AND l.day < c.month + interval '1 month'
        JOIN reratings r ON r.id = l.rerating_id AND r.state = 'booked'
      UNION ALL
      SELECT c.tenant_id, c.month, m.currency::text, s.cost_nano
        FROM closed c
        JOIN commitment_shares s ON s.tenant_id = c.tenant_id AND s.day >= c.month AND s.day < c.month + interval '1 month'
        JOIN commitments m ON m.id = s.commitment_id
      UNION ALL
      SELECT c.tenant_id, c.month, l.currency::text, -l.cost_nano
        FROM closed c
        JOIN in_force t ON t.tenant_id = c.tenant_id
        JOIN statement_lines l ON l.statement_id = t.id AND l.source_id IS NOT NULL
         AND l.day >= c.month AND l.day < c.month + interval '1 month'
    ), owed AS (
      SELECT tenant_id, month FROM amounts GROUP BY tenant_id, month, currency HAVING sum(cost) <> 0
    )
    SELECT DISTINCT tenant_id AS "tenantId", to_char(month, 'YYYY-MM') AS month FROM owed`
}

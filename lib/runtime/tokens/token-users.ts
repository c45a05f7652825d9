/** Remembers who tokens name, so that reports can say more than an id. Behind the back of calls: none waits for it. */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Claims } from '@/lib/policy/tokens/claims'
import { clientOf, userOf } from '@/lib/policy/tokens/judge-token'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'
import { tokenUserId } from '@/lib/policy/tokens/token-user'

const AGAIN_MS = 24 * 3_600_000
const MOST = 50_000
const NAMES = ['preferred_username', 'upn', 'email', 'name', 'app_displayname']

export type TokenUsers = { note(issuer: TokenIssuer, claims: Claims): void }

export function createTokenUsers(pool: SqlPool, now: () => number, onError: (error: unknown) => void): TokenUsers {
  const seen = new Map<string, number>()
  return {
    note(issuer, claims) {
      const subject = userOf(issuer, claims)
      if (subject === null) return
      const id = tokenUserId(issuer.issuer, subject)
      const nowMs = now()
      if (nowMs - (seen.get(id) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return
      if (seen.size >= MOST) seen.clear()
      seen.set(id, nowMs)
      const name = NAMES.map((one) => claims[one]).find((one) => typeof one === 'string' && one !== '') ?? null
      const values = [
        id,
        issuer.issuer,
        subject.slice(0, 300),
        name === null ? null : String(name).slice(0, 300),
        clientOf(claims),
      ]
      pool
        .query(
          `insert into token_users (id, issuer, subject, name, client_id, seen_at) values ($1, $2, $3, $4, $5, $6)
           on conflict (id) do update set name = excluded.name, client_id = excluded.client_id, seen_at = excluded.seen_at`,
          [...values, new Date(nowMs)],
        )
        .catch((error: unknown) => {
          seen.delete(id)
          onError(error)
        })
    },
  }
}

/** Under which paths of the console's API a call comes, beside the gateway's own. */

const BASE = '/api/gateway'
/** Whoever asks with a subscription key means that key's usage; sessions and management tokens go on to the API (next.config.ts says the same). */
const MY_USAGE = '/api/v1/me/usage'
const SUBSCRIPTION_KEY = /^Bearer tg_/

/** The gateway's path of what was asked for under `/api`; null where that is no call. */
export function callPathOf(path: string, authorization: string | undefined): string | null {
  if (path.startsWith(`${BASE}/`)) return path.slice(BASE.length)
  return path === MY_USAGE && SUBSCRIPTION_KEY.test(authorization ?? '') ? '/v1/usage' : null
}

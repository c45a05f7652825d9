/**
 * Access tokens of Google service accounts. One is asked for when the first call needs it, and the next one while the first is
 * still good, so that no later call waits. Where tokens come from is the library's own address, never a key file's.
 */
import { JWT } from 'google-auth-library'

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform']
/** A token is replaced this long before its end. */
const EARLY_MS = 5 * 60_000
/** Google takes a fraction of a second. Who has waited this long hears so, and the next call asks anew. */
const ASK_TIMEOUT_MS = 10_000
/** Nobody has more service accounts than this in use at once. */
const MOST = 1_000

type Known = { token: string; expiresAtMs: number }
type Account = { email: string; key: string; known: Known | null; asking: Promise<Known> | null }

/** `fetch` is what tokens are asked for with, where it is not the platform's. */
export function createGoogleTokens(
  now: () => number,
  fetch?: typeof globalThis.fetch,
  timeoutMs = ASK_TIMEOUT_MS,
): (keyFile: string) => string | Promise<string> {
  const accounts = new Map<string, Account>()
  return (keyFile) => {
    const account = accounts.get(keyFile) ?? add(keyFile)
    const { known } = account
    if (!known || known.expiresAtMs <= now()) return ask(account).then(({ token }) => token)
    // The next one is fetched behind the back of this call; should it fail, a later call asks again.
    if (known.expiresAtMs - EARLY_MS <= now()) ask(account).catch(() => {})
    return known.token
  }

  function add(keyFile: string): Account {
    const { client_email: email, private_key: key } = JSON.parse(keyFile) as { client_email: string; private_key: string }
    const account = { email, key, known: null, asking: null }
    const [oldest] = accounts.keys()
    if (accounts.size >= MOST && oldest !== undefined) accounts.delete(oldest)
    accounts.set(keyFile, account)
    return account
  }

  /** All who ask at once wait for one answer, and no longer than it may take. */
  function ask(account: Account): Promise<Known> {
    account.asking ??= within(timeoutMs, authorize(account)).finally(() => {
      account.asking = null
    })
    return account.asking
  }

  async function authorize(account: Account): Promise<Known> {
    const { email, key } = account
    const transporterOptions = { timeout: timeoutMs, ...(fetch === undefined ? {} : { fetchImplementation: fetch }) }
    // One of its own each time: a client keeps to a request it has under way, also to one that nobody will answer.
    const client = new JWT({ email, key, scopes: SCOPES, transporterOptions })
    const { access_token: token, expiry_date: expiry } = await client.authorize()
    if (!token) throw new Error('Google gave no access token')
    account.known = { token, expiresAtMs: expiry ?? now() + 3_600_000 }
    return account.known
  }
}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('Google’s token service did not answer', 'TimeoutError')), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

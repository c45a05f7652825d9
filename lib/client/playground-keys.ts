/** A ten-minute key for the page that needs one, made anew before it ends; it is in memory only. */
import { sendJson } from '@/lib/client/api-client'
import { CallRefused } from '@/lib/client/stream-chat'
import type { PlaygroundKey } from '@/lib/contracts/key'

const SOONEST_END_MS = 60_000
/** A key is in force within a second of its making, at whichever gateway. */
const SETTLES_WITHIN_MS = 3_000
const PAUSE_MS = 150

export type PlaygroundKeys = { get(subscriptionId: string): Promise<string> }

export function playgroundKeys(): PlaygroundKeys {
  const held = new Map<string, Promise<PlaygroundKey>>()
  return {
    get(subscriptionId) {
      // Chained, so that two answers asked for at once share one key.
      const known = held.get(subscriptionId) ?? Promise.resolve(null)
      const next = known.catch(() => null).then((key) => (key && isFresh(key) ? key : mint(subscriptionId)))
      held.set(subscriptionId, next)
      return next.then(({ key }) => key)
    },
  }
}

function isFresh({ expiresAt }: PlaygroundKey): boolean {
  return Date.parse(expiresAt) - Date.now() > SOONEST_END_MS
}

/** Resolves once the gateway knows it. */
async function mint(subscriptionId: string): Promise<PlaygroundKey> {
  const made = await sendJson<PlaygroundKey>('POST', `subscriptions/${subscriptionId}/playground-key`, {})
  for (const sinceMs = Date.now(); ; ) {
    const { status } = await fetch('/v1/models', { headers: { authorization: `Bearer ${made.key}` }, credentials: 'omit' })
    if (status !== 401) return made
    if (Date.now() - sinceMs > SETTLES_WITHIN_MS) {
      throw new CallRefused(401, 'invalid_api_key', 'The gateway does not know the playground’s key yet. Try again.', null, 1)
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

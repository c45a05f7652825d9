/** May a key be used now? The same answer for the gateway, the console and the playground. */

export type KeyState = {
  expiresAtMs: number | null
  subscription: { state: string; expiresAtMs: number | null }
  product: { state: string; retiresAtMs: number | null }
}

export type KeyDenial = 'key_expired' | 'subscription_inactive' | 'subscription_expired' | 'product_unavailable'

/** Why a key that exists and is not revoked may not be used at an instant; null where it may. */
export function denialOf(key: KeyState, nowMs: number): KeyDenial | null {
  if (key.expiresAtMs !== null && nowMs >= key.expiresAtMs) return 'key_expired'
  if (key.subscription.state !== 'active') return 'subscription_inactive'
  if (key.subscription.expiresAtMs !== null && nowMs >= key.subscription.expiresAtMs) return 'subscription_expired'
  const { product } = key
  if (product.state !== 'published' && product.state !== 'deprecated') return 'product_unavailable'
  if (product.retiresAtMs !== null && nowMs >= product.retiresAtMs) return 'product_unavailable'
  return null
}

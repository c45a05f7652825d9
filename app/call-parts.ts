import type { Actor } from '@/lib/access/actor'
import { isFault } from '@/lib/base/faults'
import type { CallDetail } from '@/lib/contracts/call'
import type { Limit } from '@/lib/contracts/limit'
import type { Price } from '@/lib/contracts/price'
import { getLimit } from '@/lib/control/limits/limit-queries'
import { getPrice } from '@/lib/control/prices/price-operations'

/** The limit and the price a call was decided by, as they are now; null where they are gone or not the reader's to see. */
export async function callParts(actor: Actor, call: CallDetail): Promise<{ limit: Limit | null; price: Price | null }> {
  const [limit, price] = await Promise.all([
    call.limitId ? orNull(getLimit(actor, { id: call.limitId })) : null,
    call.priceId ? orNull(getPrice(actor, { id: call.priceId })) : null,
  ])
  return { limit, price }
}

async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read
  } catch (error) {
    if (isFault(error) && error.status < 500) return null
    throw error
  }
}

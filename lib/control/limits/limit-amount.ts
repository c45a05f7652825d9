/** A limit's amount: an integer of what it measures; for cost a decimal string outside, nano-units inside. */
import { Fault } from '@/lib/base/faults'
import { formatNano, parseNano } from '@/lib/base/money'
import type { Limit } from '@/lib/contracts/limit'
import { invalidField } from '@/lib/control/input'

/** To the column. Nano-units stay below 2^53 too, because counters are plain numbers. */
export function amountColumn(measure: Limit['measure'], amount: number | string, field = 'amount'): bigint {
  if (measure !== 'cost') {
    if (typeof amount !== 'number') throw invalidField(field, 'must be a whole number')
    return BigInt(amount)
  }
  const nano = parseNano(String(amount))
  if (nano === null) throw invalidField(field, 'must be a decimal string such as "250.00"')
  if (nano > BigInt(Number.MAX_SAFE_INTEGER))
    throw invalidField(field, `must be at most ${formatNano(BigInt(Number.MAX_SAFE_INTEGER))}`)
  return nano
}

/** From the column, or from a live counter. */
export function amountView(measure: Limit['measure'], amount: bigint | number): number | string {
  if (measure === 'cost') return formatNano(BigInt(Math.trunc(Number(amount))))
  const value = Number(amount)
  if (!Number.isSafeInteger(value)) throw new Fault('service.internal', { internal: `amount ${amount} is not a safe integer` })
  return value
}

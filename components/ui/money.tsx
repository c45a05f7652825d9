import { describeMoney } from '@/components/ui/money-text'

/** An amount in its currency: short to read, exact to the nano on hover, or exact at once where `isExact`. */
export function Money({ amount, currency, isExact }: { amount: string; currency: string; isExact?: boolean }) {
  const exact = `${amount} ${currency}`
  return (
    <span title={exact} className="whitespace-nowrap tabular-nums">
      {isExact ? exact : describeMoney(amount, currency)}
    </span>
  )
}

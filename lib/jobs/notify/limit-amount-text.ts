/** An amount of a limit in words. */
import { formatNano } from '@/lib/base/money'

export function amountText(measure: string, amount: bigint, currency: string | null): string {
  if (measure === 'cost') return `${formatNano(amount)} ${currency ?? ''}`.trim()
  const words = { requests: 'requests', tokens: 'tokens', input_tokens: 'input tokens', output_tokens: 'output tokens' }
  return `${amount.toLocaleString('en-GB')} ${words[measure as keyof typeof words] ?? measure}`
}

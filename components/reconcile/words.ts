import type { ReconciliationLine } from '@/lib/contracts/reconciliation'

type Reason = ReconciliationLine['reasons'][number]

export const sourceWords = {
  'azure-cost': 'Azure cost details',
  'openai-usage': 'OpenAI usage',
  'openai-cost': 'OpenAI costs',
} as const

/** A reason in a few words, and what is behind it. */
export const reasonWords: Record<Reason, { title: string; advice: string }> = {
  rounding: { title: 'rounding', advice: 'The provider rounds each row; the ledger keeps every token and billionth.' },
  timeZone: {
    title: 'time zone',
    advice: 'The days differ this way and that and cancel out: the provider’s day ends at another hour than UTC’s.',
  },
  notInLedger: {
    title: 'not in the ledger',
    advice:
      'The provider billed more than passed the gateway: somebody calls it with a key of their own, or records are still on their way.',
  },
  unknownModel: {
    title: 'not a model of ours',
    advice: 'No model or deployment here has this name: it is used past the gateway, or is called otherwise here.',
  },
  notBilled: {
    title: 'not billed',
    advice: 'The provider has not billed it yet, or bills it in another file: its bills come hours to days later.',
  },
  unpriced: {
    title: 'without a price',
    advice: 'Calls that had no price cost an unknown amount in the ledger. Set a price from that date on.',
  },
  cancelled: { title: 'cut short', advice: 'Calls that broke off are estimated here; the provider counts them its own way.' },
  price: {
    title: 'another price',
    advice: 'The tokens agree, the money does not: the price set here is not what the provider asks.',
  },
  currency: {
    title: 'another currency',
    advice: 'Prices of that model are set in another currency than the bill’s; only tokens can be compared.',
  },
  provisioned: { title: 'provisioned', advice: 'Capacity that is paid by the hour, however much of it is used.' },
  unexplained: { title: 'unexplained', advice: 'None of the usual reasons: look at the calls of that day.' },
}

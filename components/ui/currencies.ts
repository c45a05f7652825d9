import type { Choice } from '@/lib/client/use-choices'

const names = new Intl.DisplayNames('en', { type: 'currency' })
const common = ['USD', 'EUR', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'JPY', 'CAD', 'AUD']

/** Every ISO 4217 currency, those most asked for first. */
export const currencyChoices: Choice[] = [
  ...common,
  ...Intl.supportedValuesOf('currency').filter((code) => !common.includes(code)),
].map((code) => ({
  value: code,
  label: `${code} · ${names.of(code) ?? code}`,
}))

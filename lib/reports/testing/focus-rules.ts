/**
 * What the specification (FOCUS 1.2, https://focus.finops.org/focus-specification/v1-2/) asks of the columns a file of ours has, as
 * rules over a row of the CSV: an empty cell is null. Each says whether the row keeps it.
 */
type Row = Record<string, string>
export type FocusRule = { says: string; keeps(row: Row): boolean }

const is = (row: Row, name: string, ...values: string[]) => values.includes(row[name] ?? '')
const has = (row: Row, name: string) => (row[name] ?? '') !== ''
const both = (row: Row, a: string, b: string) => has(row, a) === has(row, b)
const at = (row: Row, name: string) => Date.parse(row[name] ?? '')
const DECIMAL = /^-?\d+(\.\d+)?([Ee][+-]?\d+)?$/
const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/

const costs = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost']
const instants = ['BillingPeriodStart', 'BillingPeriodEnd', 'ChargePeriodStart', 'ChargePeriodEnd']
const decimals = [...costs, 'PricingQuantity', 'ConsumedQuantity', 'CommitmentDiscountQuantity']
const never = [
  ...costs,
  ...instants,
  'BillingAccountId',
  'BillingCurrency',
  'ChargeCategory',
  'InvoiceIssuerName',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
]
const isCorrection = (row: Row) => is(row, 'ChargeClass', 'Correction')
const isUsage = (row: Row) => is(row, 'ChargeCategory', 'Usage')

export const focusRules: FocusRule[] = [
  ...never.map((name) => ({ says: `${name} is not null`, keeps: (row: Row) => has(row, name) })),
  ...decimals.map((name) => ({
    says: `${name} is a decimal`,
    keeps: (row: Row) => !has(row, name) || DECIMAL.test(row[name] ?? ''),
  })),
  ...instants.map((name) => ({ says: `${name} is a UTC instant`, keeps: (row: Row) => INSTANT.test(row[name] ?? '') })),
  { says: 'the currency is of ISO 4217', keeps: (row) => Intl.supportedValuesOf('currency').includes(row.BillingCurrency ?? '') },
  {
    says: 'ChargeCategory is one of five',
    keeps: (row) => is(row, 'ChargeCategory', 'Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'),
  },
  { says: 'ChargeClass is Correction or null', keeps: (row) => is(row, 'ChargeClass', '', 'Correction') },
  { says: 'ChargeFrequency is one of three', keeps: (row) => is(row, 'ChargeFrequency', 'One-Time', 'Recurring', 'Usage-Based') },
  {
    says: 'a purchase is not usage-based',
    keeps: (row) => !is(row, 'ChargeCategory', 'Purchase') || !is(row, 'ChargeFrequency', 'Usage-Based'),
  },
  {
    says: 'the service is of an allowed category, and of a sub-category of it',
    keeps: (row) =>
      is(row, 'ServiceCategory', 'AI and Machine Learning') &&
      is(
        row,
        'ServiceSubcategory',
        'AI Platforms',
        'Bots',
        'Generative AI',
        'Machine Learning',
        'Natural Language Processing',
        'Other (AI and Machine Learning)',
      ),
  },
  {
    says: 'periods end after they begin',
    keeps: (row) =>
      at(row, 'BillingPeriodStart') < at(row, 'BillingPeriodEnd') && at(row, 'ChargePeriodStart') < at(row, 'ChargePeriodEnd'),
  },
  {
    says: 'a charge that corrects nothing is of its billing period',
    keeps: (row) =>
      isCorrection(row) ||
      (at(row, 'ChargePeriodStart') >= at(row, 'BillingPeriodStart') &&
        at(row, 'ChargePeriodEnd') <= at(row, 'BillingPeriodEnd')),
  },
  {
    says: 'SubAccountName and SubAccountType go with SubAccountId',
    keeps: (row) => both(row, 'SubAccountId', 'SubAccountName') && both(row, 'SubAccountId', 'SubAccountType'),
  },
  { says: 'BillingAccountType goes with BillingAccountId', keeps: (row) => both(row, 'BillingAccountId', 'BillingAccountType') },
  {
    says: 'ResourceName and ResourceType go with ResourceId',
    keeps: (row) =>
      (has(row, 'ResourceId') || (!has(row, 'ResourceName') && !has(row, 'ResourceType'))) &&
      both(row, 'ResourceId', 'ResourceType'),
  },
  { says: 'RegionName goes with RegionId', keeps: (row) => both(row, 'RegionId', 'RegionName') },
  {
    says: 'a quantity has its unit, and a unit its quantity',
    keeps: (row) =>
      both(row, 'PricingQuantity', 'PricingUnit') &&
      both(row, 'ConsumedQuantity', 'ConsumedUnit') &&
      both(row, 'CommitmentDiscountQuantity', 'CommitmentDiscountUnit'),
  },
  {
    says: 'usage that corrects nothing has a priced quantity and category',
    keeps: (row) => !isUsage(row) || isCorrection(row) || (has(row, 'PricingQuantity') && has(row, 'PricingCategory')),
  },
  {
    says: 'PricingCategory is one of four',
    keeps: (row) => is(row, 'PricingCategory', '', 'Standard', 'Dynamic', 'Committed', 'Other'),
  },
  {
    says: 'usage has a consumed quantity unless it is the unused part of a commitment, which has none',
    keeps: (row) =>
      is(row, 'CommitmentDiscountStatus', 'Unused')
        ? !has(row, 'ConsumedQuantity')
        : !isUsage(row) || isCorrection(row) || has(row, 'ConsumedQuantity'),
  },
  {
    says: 'what is committed is priced as such',
    keeps: (row) => has(row, 'CommitmentDiscountId') === is(row, 'PricingCategory', 'Committed'),
  },
  ...['CommitmentDiscountCategory', 'CommitmentDiscountType', 'CommitmentDiscountStatus'].map((name) => ({
    says: `${name} goes with CommitmentDiscountId`,
    keeps: (row: Row) => both(row, 'CommitmentDiscountId', name),
  })),
  {
    says: 'a commitment has no name without an id',
    keeps: (row) => has(row, 'CommitmentDiscountId') || !has(row, 'CommitmentDiscountName'),
  },
  {
    says: 'CommitmentDiscountCategory is Spend or Usage',
    keeps: (row) => is(row, 'CommitmentDiscountCategory', '', 'Spend', 'Usage'),
  },
  {
    says: 'CommitmentDiscountStatus is Used or Unused',
    keeps: (row) => is(row, 'CommitmentDiscountStatus', '', 'Used', 'Unused'),
  },
  {
    says: 'the quantity of committed spend is in the billing currency',
    keeps: (row) => !is(row, 'CommitmentDiscountCategory', 'Spend') || row.CommitmentDiscountUnit === row.BillingCurrency,
  },
  {
    says: 'tags are an object of texts',
    keeps: (row) => Object.values(JSON.parse(row.Tags || '{}') as object).every((value) => typeof value === 'string'),
  },
]

/** The rules a row breaks, in words. */
export function brokenRules(row: Row): string[] {
  return focusRules.filter(({ keeps }) => !keeps(row)).map(({ says }) => says)
}

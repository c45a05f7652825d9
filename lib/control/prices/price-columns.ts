/** A price as it is kept: amounts in nano-units, what few prices have as JSON. */
import { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { formatNano, parseNano } from '@/lib/base/money'
import { unitKinds } from '@/lib/contracts/enumerations'
import type { ClassPrices, PriceCreate } from '@/lib/contracts/price'
import type { Prisma } from '@/lib/control/database'
import { dbIdOf } from '@/lib/control/input'

const classes = [
  'input',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'output',
  'reasoning',
  'audioIn',
  'audioOut',
  'image',
] as const
type Class = (typeof classes)[number]
type Nanos = Record<Exclude<Class, 'input' | 'output'>, bigint | null> & { input: bigint; output: bigint }

export function priceColumns(given: PriceCreate, now: Date) {
  return {
    id: newUuid(),
    model: given.model,
    backendId: dbIdOf('backend', given.backendId) ?? null,
    currency: given.currency,
    effectiveFrom: new Date(given.effectiveFrom),
    ...nanosOf(given.perMillion),
    ...rareColumns(given),
    createdAt: now,
  }
}

/** Tiers, units and batch, the same text for the same price. */
export function rareColumns({ tiers = [], perUnit = {}, batchPercent }: PriceCreate) {
  const sorted = tiers
    .map(({ above, perMillion }) => ({ above, perMillion: textOf(nanosOf(perMillion)) }))
    .sort((a, b) => a.above - b.above)
  const units = Object.fromEntries(
    unitKinds.flatMap((kind) => {
      const amount = perUnit[kind]
      return amount === null || amount === undefined ? [] : [[kind, String(nano(amount))]]
    }),
  )
  return {
    ...(sorted.length > 0 ? { tiers: sorted } : {}),
    ...(Object.keys(units).length > 0 ? { perUnit: units } : {}),
    ...(batchPercent === null || batchPercent === undefined ? {} : { batchPpm: Math.round(batchPercent * 10_000) }),
  } satisfies Partial<Prisma.PriceCreateInput>
}

export function nanosOf(given: PriceCreate['perMillion']): Nanos {
  const orNull = (text: string | null | undefined) => (text === null || text === undefined ? null : nano(text))
  return {
    input: nano(given.input),
    cacheRead: orNull(given.cacheRead),
    cacheWrite: orNull(given.cacheWrite),
    cacheWrite1h: orNull(given.cacheWrite1h),
    output: nano(given.output),
    reasoning: orNull(given.reasoning),
    audioIn: orNull(given.audioIn),
    audioOut: orNull(given.audioOut),
    image: orNull(given.image),
  }
}

export function classPricesOf(row: Nanos): ClassPrices {
  const entries = classes.map((name) => [name, row[name] === null ? null : formatNano(row[name])])
  return Object.fromEntries(entries) as ClassPrices
}

const nanoText = z.string().regex(/^\d+$/)
const storedClasses = z.object({
  input: nanoText,
  cacheRead: nanoText.nullish(),
  cacheWrite: nanoText.nullish(),
  cacheWrite1h: nanoText.nullish(),
  output: nanoText,
  reasoning: nanoText.nullish(),
  audioIn: nanoText.nullish(),
  audioOut: nanoText.nullish(),
  image: nanoText.nullish(),
})
const storedTiers = z.array(z.object({ above: z.int(), perMillion: storedClasses }))

/** The tiers of a row, by length. */
export function tiersOf(tiers: unknown): { above: number; perMillion: Nanos }[] {
  return storedTiers.parse(tiers ?? []).map(({ above, perMillion }) => ({ above, perMillion: fromText(perMillion) }))
}

export function perUnitOf(perUnit: unknown): Record<string, bigint> {
  const stored = z.record(z.string(), nanoText).parse(perUnit ?? {})
  return Object.fromEntries(Object.entries(stored).map(([kind, text]) => [kind, BigInt(text)]))
}

function fromText(stored: z.output<typeof storedClasses>): Nanos {
  const entries = classes.map((name) => [name, stored[name] ? BigInt(stored[name]) : null])
  return Object.fromEntries(entries) as Nanos
}

function textOf(nanos: Nanos): z.output<typeof storedClasses> {
  const entries = classes.map((name) => [name, nanos[name] === null ? null : String(nanos[name])])
  return Object.fromEntries(entries) as z.output<typeof storedClasses>
}

function nano(text: string): bigint {
  const value = parseNano(text)
  if (value === null) throw new Fault('request.invalid', { public: `${text} is not an amount.` })
  return value
}

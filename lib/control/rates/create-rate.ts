import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { parseNano } from '@/lib/base/money'
import { type RateCreate, rate, rateCreate } from '@/lib/contracts/rate'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { type RateRow, ratesInForce, rateView } from '@/lib/control/rates/rate-view'
import { readReporting } from '@/lib/control/rates/reporting-currency'
import { firstOf } from '@/lib/control/statements/month-usage'

/** Publishes a rate. Where the month has one already, this corrects it: both stay, the later one holds. */
export const createRate = command('rates.create', { in: rateCreate, out: rate, creates: true }, async (context, input) => {
  await context.serialize()
  const to = input.to ?? (await readReporting(context.db)).currency
  if (input.from === to) throw invalidField('from', 'is the currency it would be converted to')
  const row = await publishRate(context, { ...input, to })
  return rateView(row, true)
})

/** Writes the next version of a month's rate, and says so in the trail. Under the lock of the control plane. */
export async function publishRate(context: CommandContext, input: RateCreate & { to: string }): Promise<RateRow> {
  const { db, now } = context
  const { from, to } = input
  const month = firstOf(input.month)
  const [former] = await ratesInForce(db, { month, from, to })
  const rateNano = parseNano(input.rate)
  if (rateNano === null) throw invalidField('rate', 'is not a decimal')
  if (former?.rateNano === rateNano && former.source === input.source)
    throw new Fault('resource.conflict', { public: `That is the rate of ${from} for ${input.month} already.` })
  const row = await db.exchangeRate.create({
    data: {
      id: newUuid(),
      month,
      from,
      to,
      version: (former?.version ?? 0) + 1,
      rateNano,
      source: input.source,
      publishedAt: input.publishedAt ? new Date(input.publishedAt) : now,
      createdAt: now,
    },
  })
  const before = former ? { before: rateView(former, true) } : {}
  context.record({ noun: 'rate', id: row.id, ...before, after: rateView(row, true), alters: [] })
  return row
}

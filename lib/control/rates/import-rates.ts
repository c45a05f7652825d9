/** Exchange rates from a file: all of it or nothing. What is published already is passed over, so a file may come twice. */
import { readCsv } from '@/lib/base/csv-read'
import { Fault } from '@/lib/base/faults'
import { parseNano } from '@/lib/base/money'
import { rateCsvColumns } from '@/lib/contracts/enumerations'
import { type RateCreate, rateCreate, rateImport, rateImported } from '@/lib/contracts/rate'
import type { Context } from '@/lib/control/context'
import { command } from '@/lib/control/operation'
import { publishRate } from '@/lib/control/rates/create-rate'
import { ratesInForce } from '@/lib/control/rates/rate-view'
import { monthText } from '@/lib/control/statements/month-usage'

const MOST_LINES = 2_000

type Full = RateCreate & { to: string }
type Line = { line: number; label: string } & ({ rate: Full } | { wrong: string })
type Judged = { line: number; label: string; state: 'new' | 'same' | 'wrong'; message: string; rate?: Full }

export const importRates = command('rates.create', { in: rateImport, out: rateImported }, async (context, { csv, dryRun }) => {
  if (!dryRun) await context.serialize()
  const judged = await judge(context, readRates(csv))
  const of = (state: Judged['state']) => judged.filter((one) => one.state === state).length
  const isGood = !dryRun && of('wrong') === 0
  if (isGood) for (const { rate } of judged) if (rate) await publishRate(context, rate)
  return {
    lines: judged.map(({ line, label, state, message }) => ({ line, label, state, message })),
    created: isGood ? of('new') : 0,
    new: of('new'),
    same: of('same'),
    wrong: of('wrong'),
  }
})

function readRates(csv: string): Line[] {
  const [head, ...rows] = readCsv(csv)
  const names = (head?.cells ?? []).map((name) => name.trim().toLowerCase())
  const missing = rateCsvColumns.filter((name) => !names.includes(name))
  if (missing.length > 0) {
    const wrong = `The first line lacks ${missing.join(', ')}`
    throw new Fault('request.invalid', { public: `${wrong}.`, fields: [{ path: 'csv', message: wrong }] })
  }
  if (rows.length > MOST_LINES) throw new Fault('request.invalid', { public: `A file may have at most ${MOST_LINES} rates.` })
  return rows.map(({ line, cells }) => {
    const given = Object.fromEntries(rateCsvColumns.map((name) => [name, (cells[names.indexOf(name)] ?? '').trim()]))
    const label = `${given.month} ${given.from}`
    const parsed = rateCreate.required({ to: true }).safeParse(given)
    if (parsed.success && parsed.data.from === parsed.data.to) return { line, label, wrong: 'from and to are the same currency.' }
    if (parsed.success) return { line, label, rate: parsed.data as Full }
    const issue = parsed.error.issues[0]
    return { line, label, wrong: `${String(issue?.path.at(-1) ?? 'line')} ${issue?.message ?? 'is not right'}.` }
  })
}

async function judge({ db }: Context, lines: Line[]): Promise<Judged[]> {
  const keyOf = (month: string, from: string, to: string) => `${month} ${from} ${to}`
  const known = new Map((await ratesInForce(db)).map((row) => [keyOf(monthText(row.month), row.from, row.to), row]))
  const seen = new Set<string>()
  return lines.map((one): Judged => {
    const { line, label } = one
    if ('wrong' in one) return { line, label, state: 'wrong', message: one.wrong }
    const { rate } = one
    const key = keyOf(rate.month, rate.from, rate.to)
    if (seen.has(key)) return { line, label, state: 'wrong', message: 'The file has this month and pair twice.' }
    seen.add(key)
    const row = known.get(key)
    const says = `1 ${rate.from} = ${rate.rate} ${rate.to}`
    if (!row) return { line, label, state: 'new', message: `${says}.`, rate }
    if (row.rateNano === parseNano(rate.rate)) return { line, label, state: 'same', message: `${says} already.` }
    return { line, label, state: 'new', message: `${says}: corrects what is published.`, rate }
  })
}

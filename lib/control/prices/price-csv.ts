/** A price book's file, read: each line a price to be, or what is wrong with it. */
import { readCsv } from '@/lib/base/csv-read'
import { Fault } from '@/lib/base/faults'
import { priceCsvColumns } from '@/lib/contracts/enumerations'
import { type PriceCreate, priceCreate } from '@/lib/contracts/price'

export type PriceLine = { line: number; model: string } & ({ price: PriceCreate } | { wrong: string })

type Column = (typeof priceCsvColumns)[number]

const MOST_LINES = 5_000

/** `backendIds` are those of the backends by name. */
export function readPriceCsv(csv: string, backendIds: ReadonlyMap<string, string>): PriceLine[] {
  const [head, ...rows] = readCsv(csv)
  const names = (head?.cells ?? []).map((name) => name.trim().toLowerCase())
  const unknown = names.filter((name) => !isColumn(name))
  const missing = ['model', 'currency', 'effective_from', 'input', 'output'].filter((name) => !names.includes(name))
  if (unknown.length > 0 || missing.length > 0) {
    const wrong =
      missing.length > 0
        ? `The first line lacks ${missing.join(', ')}`
        : `The first line has unknown columns: ${unknown.join(', ')}`
    throw new Fault('request.invalid', {
      public: `${wrong}. Known are ${priceCsvColumns.join(', ')}.`,
      fields: [{ path: 'csv', message: wrong }],
    })
  }
  if (rows.length > MOST_LINES) throw new Fault('request.invalid', { public: `A file may have at most ${MOST_LINES} prices.` })
  return rows.map(({ line, cells }) => {
    const given = Object.fromEntries(names.map((name, i) => [name, (cells[i] ?? '').trim()])) as Partial<Record<Column, string>>
    return { line, model: given.model ?? '', ...priceOf(given, backendIds) }
  })
}

function priceOf(
  given: Partial<Record<Column, string>>,
  backendIds: ReadonlyMap<string, string>,
): { price: PriceCreate } | { wrong: string } {
  const { model = '', backend = '', currency = '', effective_from: from = '' } = given
  const backendId = backend === '' ? null : backendIds.get(backend)
  if (backendId === undefined) return { wrong: `There is no backend ${backend}.` }
  const amount = (name: Column) => given[name] || null
  const parsed = priceCreate.safeParse({
    model,
    backendId,
    currency,
    effectiveFrom: /^\d{4}-\d{2}-\d{2}$/.test(from) ? `${from}T00:00:00Z` : from,
    perMillion: {
      input: given.input,
      output: given.output,
      cacheRead: amount('cache_read'),
      cacheWrite: amount('cache_write'),
      cacheWrite1h: amount('cache_write_1h'),
      reasoning: amount('reasoning'),
      audioIn: amount('audio_in'),
      audioOut: amount('audio_out'),
      image: amount('image'),
    },
    perUnit: {
      calls: amount('per_call'),
      images: amount('per_image'),
      seconds: amount('per_second'),
      characters: amount('per_character'),
      searches: amount('per_search'),
      pages: amount('per_page'),
    },
    batchPercent: given.batch_percent ? Number(given.batch_percent) : null,
    tiers: tiersOf(given.tiers),
  })
  if (parsed.success) return { price: parsed.data }
  const issue = parsed.error.issues[0]
  const field = String(issue?.path.at(-1) ?? 'line').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return { wrong: `${field} ${issue?.message ?? 'is not right'}.` }
}

/** As JSON, as the API has them; what is none is told by the contract. */
function tiersOf(text: string | undefined): unknown {
  if (!text) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isColumn(name: string): name is Column {
  return (priceCsvColumns as readonly string[]).includes(name)
}

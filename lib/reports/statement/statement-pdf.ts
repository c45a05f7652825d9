/** A statement as one sends it: whose, for which month, what it comes to, and the lines that make it up. */

import PDFDocument from 'pdfkit'
import { monthTitle } from '@/lib/base/day-range'
import { formatNano, parseNano } from '@/lib/base/money'
import type { StatementDetail, StatementLine } from '@/lib/contracts/statement'
import { kindWord, sourceText } from '@/lib/reports/statement/kind-word'
import { type Align, drawText, readFont, registerFonts, widthOf, wrapped } from '@/lib/reports/statement/pdf-text'

export type Issuer = { name: string }

const MARGIN = 48
const A4 = { width: 595.28, height: 841.89 }
const RIGHT = A4.width - MARGIN
const FOOT = A4.height - MARGIN
const SIZE = 8.5
const ROW = 12
const MOST_LINES = 3

const BLACK = '#111111'
const GREY = '#666666'
const RULE = '#cccccc'
const RED = '#b42318'

type Document = InstanceType<typeof PDFDocument>

/** Pieces of the file, as its pages are done. */
export async function* statementPdf(statement: StatementDetail, issuer: Issuer): AsyncGenerator<Uint8Array> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    // One's own: the standard ones have Latin letters alone.
    font: readFont('geist/dist/fonts/geist-sans/Geist-Regular.ttf') as unknown as string,
    bufferPages: true,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `Statement ${statement.number}`,
      Author: issuer.name,
      Subject: `${statement.tenantName}, ${statement.month}`,
      Creator: issuer.name,
      CreationDate: new Date(statement.closedAt),
    },
  })
  registerFonts(document)
  const afterLines = drawLines(document, withoutBackends(statement.lines), drawHead(document, statement, issuer))
  drawTotals(document, statement, afterLines)
  const pages = document.bufferedPageRange().count
  for (let page = 0; page < pages; page++) {
    document.switchToPage(page)
    // Below the margin no page is begun for it.
    document.page.margins.bottom = 0
    document.fillColor(GREY)
    drawText(document, `${statement.number} · ${statement.tenantName}`, MARGIN, FOOT + 10, { size: 8 })
    drawText(document, `${page + 1} of ${pages}`, RIGHT, FOOT + 10, { size: 8, align: 'right' })
  }
  document.end()
  for await (const piece of document) yield piece as Buffer
}

function drawHead(document: Document, statement: StatementDetail, issuer: Issuer): number {
  document.fillColor(GREY)
  drawText(document, issuer.name, MARGIN, MARGIN, { size: 10 })
  document.fillColor(BLACK)
  drawText(document, `Statement ${statement.number}`, MARGIN, MARGIN + 22, { size: 22, weight: 'bold' })
  let y = MARGIN + 60
  if (statement.reopenedAt !== null) {
    document.fillColor(RED)
    const said = `Re-opened on ${dayOf(statement.reopenedAt)}: this statement does not count any more. ${statement.reopenReason ?? ''}`
    for (const line of wrapped(document, said, RIGHT - MARGIN, 10, 3, 'bold')) {
      drawText(document, line, MARGIN, y, { size: 10, weight: 'bold' })
      y += 14
    }
    y += 6
  }
  const facts: [string, string][] = [
    ['For', statement.tenantName],
    ['Cost centre', statement.costCentre],
    ['Month', `${monthTitle(statement.month)}, in the calendar of ${statement.timeZone}`],
    ['Version', String(statement.version)],
    ['Closed', `${dayOf(statement.closedAt)} by ${statement.closedBy}`],
    ['Tenant', statement.tenantId],
  ]
  for (const [label, value] of facts) {
    document.fillColor(GREY)
    drawText(document, label, MARGIN, y, { size: 10 })
    document.fillColor(BLACK)
    for (const line of wrapped(document, value, RIGHT - MARGIN - 90, 10, 2)) {
      drawText(document, line, MARGIN + 90, y, { size: 10 })
      y += 15
    }
  }
  y += 12
  drawText(document, 'Amount', MARGIN, y + 6, { size: 10 })
  for (const { cost, currency } of statement.totals.length > 0 ? statement.totals : [{ cost: '0', currency: '' }]) {
    drawText(document, `${grouped(cost)} ${currency}`, MARGIN + 90, y, { size: 16, weight: 'bold' })
    y += 22
  }
  return y + 18
}

/** Who pays need not know which backend answered: one line for each product and model. */
function withoutBackends(lines: readonly StatementLine[]): StatementLine[] {
  const groups = new Map<string, StatementLine>()
  for (const line of lines) {
    const { kind, month, productId, productName, model, sourceId, isUsed, currency } = line
    const key = JSON.stringify([kind, month, productId, productName, model, sourceId, isUsed, currency])
    const known = groups.get(key)
    groups.set(key, known ? added(known, line) : line)
  }
  return [...groups.values()]
}

function added(a: StatementLine, b: StatementLine): StatementLine {
  const names = Object.keys(a.tokens) as (keyof StatementLine['tokens'])[]
  const tokens = Object.fromEntries(names.map((name) => [name, a.tokens[name] + b.tokens[name]])) as StatementLine['tokens']
  const cost = formatNano((parseNano(a.cost) ?? 0n) + (parseNano(b.cost) ?? 0n))
  return { ...a, calls: a.calls + b.calls, tokens, cost }
}

type Column = { title: string; width: number; align: Align; text: (line: StatementLine) => string }

const sumOf = (line: StatementLine) =>
  Object.entries(line.tokens).reduce((all, [name, amount]) => all + (name === 'images' ? 0 : amount), 0)
const columns: Column[] = [
  { title: 'Line', width: 58, align: 'left', text: (line) => kindWord(line.kind) },
  { title: 'Used in', width: 48, align: 'left', text: (line) => line.month },
  { title: 'Product', width: 96, align: 'left', text: productText },
  { title: 'Model', width: 92, align: 'left', text: (line) => line.model ?? 'no model' },
  { title: 'Calls', width: 46, align: 'right', text: (line) => grouped(String(line.calls)) },
  { title: 'Tokens', width: 66, align: 'right', text: (line) => grouped(String(sumOf(line))) },
  { title: 'Cost', width: 93.28, align: 'right', text: (line) => `${grouped(line.cost)} ${line.currency}` },
]
const GAP = 6

function productText(line: StatementLine): string {
  return [line.productId === null ? '' : line.productName, sourceText(line)].filter((part) => part !== '').join('; ')
}

function drawLines(document: Document, lines: readonly StatementLine[], top: number): number {
  let y = drawTitles(document, top)
  for (const line of lines) {
    const cells = columns.map(({ text, width }) => wrapped(document, text(line), width - GAP, SIZE, MOST_LINES))
    const height = Math.max(...cells.map((cell) => cell.length)) * ROW + 4
    if (y + height > FOOT) y = drawTitles(document, newPage(document))
    document.fillColor(BLACK)
    let x = MARGIN
    for (const [i, cell] of cells.entries()) {
      const { width, align } = columns[i] ?? { width: 0, align: 'left' as const }
      for (const [row, text] of cell.entries())
        drawText(document, text, align === 'right' ? x + width - GAP / 2 : x, y + row * ROW, { size: SIZE, align })
      x += width
    }
    y += height
    rule(document, y - 3)
  }
  return y
}

function drawTitles(document: Document, y: number): number {
  document.fillColor(GREY)
  let x = MARGIN
  for (const { title, width, align } of columns) {
    drawText(document, title, align === 'right' ? x + width - GAP / 2 : x, y, { size: SIZE, weight: 'bold', align })
    x += width
  }
  rule(document, y + ROW + 1)
  return y + ROW + 6
}

function drawTotals(document: Document, statement: StatementDetail, top: number): void {
  const { totals, late, shared, adjustments, unpricedCalls } = statement
  const notes = [
    'Each call is rounded once, to a billionth of its currency, halves up; nothing else is. Amounts are exact.',
    ...(late.length > 0 ? ['Late lines are usage of earlier months that became known after those were closed.'] : []),
    ...(shared.length > 0
      ? ['Shared lines are parts of provisioned throughput, paid by the hour: what was used, and a part of what was idle.']
      : []),
    ...(adjustments.length > 0 ? ['Adjustments correct earlier statements: re-ratings, and what was billed before.'] : []),
    ...(unpricedCalls > 0 ? [`${grouped(String(unpricedCalls))} calls had no price and are not billed.`] : []),
  ]
  const needed = (totals.length + late.length + shared.length + adjustments.length) * 16 + notes.length * 12 + 20
  let y = top + needed > FOOT ? newPage(document) : top + 6
  const row = (label: string, { cost, currency }: { cost: string; currency: string }, weight: 'regular' | 'bold') => {
    const amount = `${grouped(cost)} ${currency}`
    drawText(document, label, RIGHT - Math.max(widthOf(document, amount, 10, weight), 100) - 12, y, {
      size: 10,
      weight,
      align: 'right',
    })
    drawText(document, amount, RIGHT - GAP / 2, y, { size: 10, weight, align: 'right' })
    y += 16
  }
  document.fillColor(BLACK)
  for (const total of totals) row('Total', total, 'bold')
  document.fillColor(GREY)
  for (const one of late) row('of it late', one, 'regular')
  for (const one of shared) row('of it shared', one, 'regular')
  for (const one of adjustments) row('of it adjustments', one, 'regular')
  y += 8
  for (const note of notes) {
    drawText(document, note, MARGIN, y, { size: 8 })
    y += 12
  }
}

function newPage(document: Document): number {
  document.addPage()
  return MARGIN
}

function rule(document: Document, y: number): void {
  document.moveTo(MARGIN, y).lineTo(RIGHT, y).lineWidth(0.5).strokeColor(RULE).stroke()
}

/** 1234567.89 as 1,234,567.89, and never fewer than two decimals of money. */
function grouped(amount: string): string {
  const [whole = '0', part] = amount.split('.')
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return part === undefined ? digits : `${digits}.${part.padEnd(2, '0')}`
}

function dayOf(instant: string): string {
  return instant.slice(0, 10)
}

/**
 * A workbook (Office Open XML) in pieces. Texts are texts, never formulas, whatever they begin with; formulas are only what is written
 * here as one, each with its value, so that a reader that does not calculate shows the same.
 */
import { type ZipEntry, zipFile } from '@/lib/reports/files/zip'

export type XlsxStyle = 'plain' | 'bold' | 'title' | 'head' | 'count' | 'money' | 'boldCount' | 'boldMoney'

export type XlsxCell =
  | null
  | string
  | { text: string; style: XlsxStyle }
  | { number: string; style?: XlsxStyle }
  | { formula: string; value: string; style?: XlsxStyle }

export type XlsxSheet = {
  name: string
  /** In characters. */
  widths: readonly number[]
  /** Rows that stay when the rest is scrolled. */
  frozenRows?: number
  rows: Iterable<readonly XlsxCell[]> | AsyncIterable<readonly XlsxCell[]>
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function xlsxFile(sheets: readonly XlsxSheet[]): AsyncGenerator<Uint8Array> {
  const entries: ZipEntry[] = [
    { name: '[Content_Types].xml', content: [contentTypes(sheets.length)] },
    { name: '_rels/.rels', content: [relations([['officeDocument', 'xl/workbook.xml']])] },
    { name: 'xl/workbook.xml', content: [workbook(sheets)] },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: [
        relations([...sheets.map((_, i) => ['worksheet', `worksheets/sheet${i + 1}.xml`] as const), ['styles', 'styles.xml']]),
      ],
    },
    { name: 'xl/styles.xml', content: [STYLES] },
    ...sheets.map((sheet, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, content: sheetXml(sheet) })),
  ]
  return zipFile(entries)
}

/** A1, B7, AA12 …; both from 0. */
export function cellName(column: number, row: number): string {
  return `${columnName(column)}${row + 1}`
}

export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

async function* sheetXml({ widths, rows, frozenRows = 0 }: XlsxSheet): AsyncGenerator<string> {
  const pane =
    frozenRows > 0
      ? `<pane ySplit="${frozenRows}" topLeftCell="${cellName(0, frozenRows)}" activePane="bottomLeft" state="frozen"/>`
      : ''
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join('')
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><cols>${columns}</cols><sheetData>`
  let number = 0
  for await (const row of rows) {
    yield `<row r="${number + 1}">${row.map((cell, column) => cellXml(cell, cellName(column, number))).join('')}</row>`
    number++
  }
  yield '</sheetData></worksheet>'
}

function cellXml(cell: XlsxCell, name: string): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return textXml(cell, name, 'plain')
  if ('text' in cell) return textXml(cell.text, name, cell.style)
  const style = styleNumbers[cell.style ?? 'plain']
  if ('number' in cell) return `<c r="${name}" s="${style}"><v>${cell.number}</v></c>`
  return `<c r="${name}" s="${style}"><f>${escaped(cell.formula)}</f><v>${cell.value}</v></c>`
}

function textXml(text: string, name: string, style: XlsxStyle): string {
  return `<c r="${name}" s="${styleNumbers[style]}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

/** What XML cannot hold (control characters, halves of pairs) is left out or stood in for. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\ufffe\uffff]/gu, (letter) => ('\t\n\r'.includes(letter) ? letter : ''))
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function contentTypes(sheets: number): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`
  const parts = Array.from({ length: sheets }, (_, i) => part(`worksheets/sheet${i + 1}`, 'worksheet')).join('')
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook', 'sheet.main')}${part('styles', 'styles')}${parts}</Types>`
}

function relations(all: readonly (readonly [string, string])[]): string {
  const each = all.map(([type, target], i) => `<Relationship Id="r${i + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${each.join('')}</Relationships>`
}

function workbook(sheets: readonly XlsxSheet[]): string {
  const each = sheets.map(({ name }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="r${i + 1}"/>`)
  return `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each.join('')}</sheets><calcPr calcId="0" fullCalcOnLoad="1"/></workbook>`
}

const styleNumbers: Record<XlsxStyle, number> = {
  plain: 0,
  bold: 1,
  title: 2,
  head: 3,
  count: 4,
  money: 5,
  boldCount: 6,
  boldMoney: 7,
}

const font = (size: number, isBold: boolean) => `<font>${isBold ? '<b/>' : ''}<sz val="${size}"/><name val="Calibri"/></font>`
const cellStyle = (format: number, fontNumber: number, isHead = false) =>
  `<xf numFmtId="${format}" fontId="${fontNumber}" fillId="${isHead ? 2 : 0}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"${isHead ? ' applyFill="1"' : ''}/>`
const COUNT = 3
const MONEY = 164
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="${MONEY}" formatCode="#,##0.00#######"/></numFmts><fonts count="3">${font(11, false)}${font(11, true)}${font(16, true)}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFEDEDED"/></patternFill></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">${cellStyle(0, 0)}${cellStyle(0, 1)}${cellStyle(0, 2)}${cellStyle(0, 1, true)}${cellStyle(COUNT, 0)}${cellStyle(MONEY, 0)}${cellStyle(COUNT, 1)}${cellStyle(MONEY, 1)}</cellXfs></styleSheet>`

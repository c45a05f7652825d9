/**
 * Reads policy XML as API Management accepts it, which is not quite XML: expressions keep raw quotes and angle brackets. What is
 * wrong is told with its place. Bounded in size, depth and number, and its time is linear in the text.
 */
import { decodeEntities } from '@/lib/azure/policy-xml/entities'
import type { PolicyAttribute, PolicyElement, PolicyText, PolicyTree, Position } from '@/lib/azure/policy-xml/policy-tree'
import { endOfExpression, isExpressionAt } from '@/lib/azure/policy-xml/scan-expression'

export type PolicyParse = { ok: true; tree: PolicyTree } | { ok: false; message: string; at: Position }

export const policyBounds = { characters: 1_048_576, depth: 100, nodes: 50_000 }

/** Never throws: a policy somebody wrote is data, and a broken one is said to be. */
export function parsePolicy(xml: string): PolicyParse {
  const reader: Reader = { text: xml.startsWith('\ufeff') ? xml.slice(1) : xml, lines: null, at: 0, nodes: 0 }
  if (xml.length > policyBounds.characters) return failed(reader, 0, 'The policy is longer than 1 MiB.')
  try {
    return { ok: true, tree: readDocument(reader) }
  } catch (error) {
    if (error instanceof Mistake) return failed(reader, error.offset, error.message)
    throw error
  }
}

type Reader = { text: string; lines: number[] | null; at: number; nodes: number }

/** How the inner functions give up; it never leaves this file. */
class Mistake extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message)
  }
}

function failed(reader: Reader, offset: number, message: string): PolicyParse {
  return { ok: false, message, at: positionOf(reader, offset) }
}

function readDocument(reader: Reader): PolicyTree {
  const top: PolicyElement = { kind: 'element', name: '', attributes: [], children: [], at: positionOf(reader, 0), end: 0 }
  const open: PolicyElement[] = [top]
  const { text } = reader
  while (reader.at < text.length) {
    const parent = open[open.length - 1] ?? top
    const child = readText(reader) ?? readAside(reader)
    if (child) {
      if (!isLayout(child)) parent.children.push(child)
      continue
    }
    if (text[reader.at + 1] === '/') {
      close(reader, open)
      continue
    }
    const { element, isEmpty } = readTag(reader)
    parent.children.push(element)
    if (isEmpty) continue
    open.push(element)
    if (open.length > policyBounds.depth)
      throw new Mistake(element.at.offset, `Elements are nested deeper than ${policyBounds.depth}.`)
  }
  const unclosed = open[open.length - 1]
  if (unclosed && unclosed !== top) throw new Mistake(unclosed.at.offset, `<${unclosed.name}> is not closed.`)
  return treeOf(top)
}

function treeOf(top: PolicyElement): PolicyTree {
  const roots = top.children.filter((node): node is PolicyElement => node.kind === 'element')
  const stray = top.children.find(({ kind }) => kind === 'text' || kind === 'cdata')
  if (stray) throw new Mistake(stray.at.offset, 'There is text outside the policy element.')
  const [root, second] = roots
  if (!root) throw new Mistake(0, 'There is no element in it.')
  if (second)
    throw new Mistake(second.at.offset, `<${second.name}> stands beside <${root.name}>: a policy has one element at its top.`)
  return { nodes: top.children, root }
}

/** Text up to the next tag; an expression is passed over whole. Null where a tag begins here. */
function readText(reader: Reader): PolicyText | null {
  const { text, at: start } = reader
  let at = start
  let begin = start
  while (begin < text.length && isSpace(text.charCodeAt(begin))) begin++
  if (isExpressionAt(text, begin)) {
    const end = endOfExpression(text, begin)
    if (end > 0) at = end
  }
  while (at < text.length && !isMarkupAt(text, at)) at++
  if (at === start) return null
  reader.at = at
  const raw = text.slice(start, at)
  const value = raw.trim() === '' ? '' : decodeEntities(raw.replaceAll('\r\n', '\n'))
  return { kind: 'text', text: value, at: positionOf(reader, start), end: at }
}

/** A template may say `a < b`: only what can begin markup does. */
function isMarkupAt(text: string, at: number): boolean {
  if (text[at] !== '<') return false
  const next = text[at + 1]
  return next === '/' || next === '!' || next === '?' || (next !== undefined && isNameStart(next))
}

const asides = [
  { kind: 'comment', begin: '<!--', end: '-->', name: 'comment' },
  { kind: 'cdata', begin: '<![CDATA[', end: ']]>', name: 'CDATA section' },
  { kind: 'instruction', begin: '<?', end: '?>', name: 'processing instruction' },
] as const

function readAside(reader: Reader): PolicyText | null {
  const { text, at: start } = reader
  for (const { kind, begin, end, name } of asides) {
    if (!text.startsWith(begin, start)) continue
    const stop = text.indexOf(end, start + begin.length)
    if (stop < 0) throw new Mistake(start, `A ${name} begins here and does not end.`)
    count(reader, start)
    reader.at = stop + end.length
    const inner = text.slice(start + begin.length, stop).replaceAll('\r\n', '\n')
    return { kind, text: inner, at: positionOf(reader, start), end: reader.at }
  }
  if (text.startsWith('<!', start)) throw new Mistake(start, 'Declarations such as DOCTYPE are not read.')
  return null
}

function close(reader: Reader, open: PolicyElement[]): void {
  const { text, at: start } = reader
  const name = readName(reader, start + 2)
  skipSpace(reader)
  if (text[reader.at] !== '>') throw new Mistake(start, `The closing tag </${name}> does not end.`)
  reader.at++
  const element = open.length > 1 ? open.pop() : undefined
  if (!element) throw new Mistake(start, `</${name}> closes nothing.`)
  if (element.name !== name) {
    throw new Mistake(start, `</${name}> stands where </${element.name}> is expected: it was opened on line ${element.at.line}.`)
  }
  element.end = reader.at
}

function readTag(reader: Reader): { element: PolicyElement; isEmpty: boolean } {
  const { text, at: start } = reader
  const name = readName(reader, start + 1)
  count(reader, start)
  const element: PolicyElement = { kind: 'element', name, attributes: [], children: [], at: positionOf(reader, start), end: 0 }
  for (;;) {
    const before = reader.at
    skipSpace(reader)
    if (reader.at >= text.length) throw new Mistake(start, `The tag <${name}> does not end.`)
    if (text[reader.at] === '>' || text.startsWith('/>', reader.at)) break
    if (reader.at === before) throw new Mistake(reader.at, 'White space is missing before this.')
    const attribute = readAttribute(reader)
    if (element.attributes.some((one) => one.name === attribute.name)) {
      throw new Mistake(attribute.at.offset, `The attribute ${attribute.name} is there twice.`)
    }
    element.attributes.push(attribute)
  }
  const isEmpty = text[reader.at] === '/'
  reader.at += isEmpty ? 2 : 1
  element.end = reader.at
  return { element, isEmpty }
}

function readAttribute(reader: Reader): PolicyAttribute {
  const { text, at: start } = reader
  const name = readName(reader, start)
  count(reader, start)
  skipSpace(reader)
  if (text[reader.at] !== '=') throw new Mistake(start, `The attribute ${name} has no value.`)
  reader.at++
  skipSpace(reader)
  const quote = text[reader.at]
  if (quote !== '"' && quote !== "'") throw new Mistake(reader.at, `The value of ${name} must stand in quotes.`)
  const begin = reader.at + 1
  const end = endOfValue(text, begin, quote)
  if (end < 0) throw new Mistake(start, `The value of ${name} does not end.`)
  reader.at = end + 1
  const value = decodeEntities(text.slice(begin, end).replaceAll('\r\n', '\n'))
  return { name, value, at: positionOf(reader, start), begin, end }
}

/** The closing quote: behind the expression where the value is one, else the next. */
function endOfValue(text: string, begin: number, quote: string): number {
  let first = begin
  while (first < text.length && isSpace(text.charCodeAt(first))) first++
  if (isExpressionAt(text, first)) {
    let behind = endOfExpression(text, first)
    while (behind > 0 && behind < text.length && isSpace(text.charCodeAt(behind))) behind++
    if (behind > 0 && text[behind] === quote) return behind
  }
  return text.indexOf(quote, begin)
}

function readName(reader: Reader, start: number): string {
  const { text } = reader
  let at = start
  const first = text[at]
  if (first === undefined || !isNameStart(first)) throw new Mistake(start, 'A name is expected here.')
  while (at < text.length && isNamePart(text.charCodeAt(at))) at++
  reader.at = at
  return text.slice(start, at)
}

function count(reader: Reader, offset: number): void {
  reader.nodes++
  if (reader.nodes > policyBounds.nodes)
    throw new Mistake(offset, `There are more than ${policyBounds.nodes} elements and attributes.`)
}

function skipSpace(reader: Reader): void {
  while (reader.at < reader.text.length && isSpace(reader.text.charCodeAt(reader.at))) reader.at++
}

function isLayout(node: PolicyText): boolean {
  return node.kind === 'text' && node.text === ''
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13
}

function isNameStart(char: string): boolean {
  return /[A-Za-z_:\u00c0-\ud7ff]/.test(char)
}

function isNamePart(code: number): boolean {
  // Letters, digits, and . - _ :
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 45 && code <= 46) ||
    (code >= 48 && code <= 58) ||
    code === 95 ||
    (code >= 0xc0 && code <= 0xd7ff)
  )
}

/** Found by halving a list of line beginnings, made once for a text. */
function positionOf(reader: Reader, offset: number): Position {
  reader.lines ??= lineStartsOf(reader.text)
  const { lines } = reader
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { offset, line: low + 1, column: offset - (lines[low] ?? 0) + 1 }
}

function lineStartsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

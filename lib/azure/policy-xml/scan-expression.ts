/**
 * Where a policy expression ends. API Management lets `@(…)` and `@{…}` hold C# with its own quotes, angle brackets and
 * comments, unescaped, within an attribute or an element, so only counting C#'s brackets tells the end.
 */
import { decodeEntities } from '@/lib/azure/policy-xml/entities'

/** The offset behind the expression that begins at `start` with `@(` or `@{`; -1 where it does not end. */
export function endOfExpression(text: string, start: number): number {
  return endOfBrackets(text, start + 1, 0)
}

export function isExpressionAt(text: string, start: number): boolean {
  return text[start] === '@' && (text[start + 1] === '(' || text[start + 1] === '{')
}

const closers: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']' }
const DEEPEST = 200
const LONGEST_ENTITY = 8

/** From an opening bracket to behind the one that closes it. */
function endOfBrackets(text: string, start: number, depth: number): number {
  if (depth > DEEPEST) return -1
  const open: string[] = []
  for (let at = start; at < text.length; ) {
    const char = charAt(text, at)
    const closer = closers[char.value]
    if (closer) {
      open.push(closer)
      if (open.length > DEEPEST) return -1
    } else if (char.value === ')' || char.value === '}' || char.value === ']') {
      if (open.pop() !== char.value) return -1
      if (open.length === 0) return at + char.length
    }
    const skipped = afterToken(text, at, char, depth)
    if (skipped < 0) return -1
    at = skipped
  }
  return -1
}

type Char = { value: string; length: number }

/** Behind a string, a character, a comment, or just this character. */
function afterToken(text: string, at: number, char: Char, depth: number): number {
  const next = at + char.length
  if (char.value === '"') return afterString(text, next)
  if (char.value === "'") return afterCharacter(text, next)
  if (char.value === '@' && charAt(text, next).value === '"') return afterVerbatim(text, next + charAt(text, next).length)
  if (char.value === '$') {
    const quote = charAt(text, next)
    if (quote.value === '"') return afterInterpolated(text, next + quote.length, depth)
  }
  if (text.startsWith('//', at)) return afterLine(text, at)
  if (text.startsWith('/*', at)) return afterComment(text, at)
  return next
}

function afterString(text: string, start: number): number {
  for (let at = start; at < text.length; ) {
    const char = charAt(text, at)
    at += char.length
    if (char.value === '"') return at
    if (char.value === '\\') at += charAt(text, at).length
  }
  return -1
}

function afterVerbatim(text: string, start: number): number {
  for (let at = start; at < text.length; ) {
    const char = charAt(text, at)
    at += char.length
    if (char.value !== '"') continue
    const next = charAt(text, at)
    if (next.value !== '"') return at
    at += next.length
  }
  return -1
}

/** `$"a {b["c"]} d"`: what is in braces is an expression again. */
function afterInterpolated(text: string, start: number, depth: number): number {
  for (let at = start; at < text.length; ) {
    const char = charAt(text, at)
    if (char.value === '"') return at + char.length
    if (char.value === '\\') at += char.length + charAt(text, at + char.length).length
    else if (char.value === '{' && text[at + 1] === '{') at += 2
    else if (char.value === '{') {
      at = endOfBrackets(text, at, depth + 1)
      if (at < 0) return -1
    } else at += char.length
  }
  return -1
}

/** `'"'` hides a quote; an apostrophe that is no character stands for itself. */
function afterCharacter(text: string, start: number): number {
  const first = charAt(text, start)
  let at = start + first.length
  if (first.value === '\\') at += charAt(text, at).length
  const quote = charAt(text, at)
  return quote.value === "'" ? at + quote.length : start
}

function afterLine(text: string, start: number): number {
  for (let at = start; at < text.length; ) {
    const char = charAt(text, at)
    at += char.length
    if (char.value === '\n') return at
  }
  return -1
}

function afterComment(text: string, start: number): number {
  const end = text.indexOf('*/', start + 2)
  return end < 0 ? -1 : end + 2
}

/** The same expression may come with its quotes and line ends as entities. */
function charAt(text: string, at: number): Char {
  if (text[at] === '&') {
    const end = text.indexOf(';', at)
    const length = end - at + 1
    const value = length > 2 && length <= LONGEST_ENTITY ? decodeEntities(text.slice(at, end + 1)) : ''
    if (value.length === 1) return { value, length }
  }
  return { value: text[at] ?? '', length: 1 }
}

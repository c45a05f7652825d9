/**
 * The C# people write in policies most, as a small tree: who calls, headers, variables, comparisons. What is more than that is
 * null, and whoever asked says so.
 */
import type { Expression } from '@/lib/azure/policy-xml/expression'
import { type Token, tokensOf } from '@/lib/azure/policy-xml/expression-tokens'
import { type Step, valueOfPath } from '@/lib/azure/policy-xml/known-values'

/** `@(…)` with one expression in it, or plain text, which stands for itself. Null: more than can be read. */
export function readExpression(text: string): Expression | null {
  const trimmed = text.trim()
  if (!trimmed.startsWith('@')) return { kind: 'text', value: trimmed }
  if (!trimmed.startsWith('@(') || !trimmed.endsWith(')')) return null
  const tokens = tokensOf(trimmed.slice(2, -1))
  if (!tokens) return null
  const reader: Reader = { tokens, at: 0, depth: 0 }
  const expression = readAny(reader)
  return expression && reader.at === tokens.length ? expression : null
}

type Reader = { tokens: readonly Token[]; at: number; depth: number }

const DEEPEST = 50

function readAny(reader: Reader): Expression | null {
  if (++reader.depth > DEEPEST) return null
  const found = readList(reader, '||', 'any', readAll)
  reader.depth--
  return found
}

function readAll(reader: Reader): Expression | null {
  return readList(reader, '&&', 'all', readCompared)
}

function readJoined(reader: Reader): Expression | null {
  return readList(reader, '+', 'join', readOrElse)
}

/** `x ?? "none"`: what stands in where there is no x. Only a header's is kept, as nothing else may lack here. */
function readOrElse(reader: Reader): Expression | null {
  const value = readUnary(reader)
  if (!value || !take(reader, '??')) return value
  const other = readUnary(reader)
  if (other?.kind !== 'text') return null
  return value.kind === 'header' ? { ...value, fallback: value.fallback ?? other.value } : value
}

/** One, or several with an operator between them. */
function readList(
  reader: Reader,
  operator: string,
  kind: 'any' | 'all' | 'join',
  readOne: (reader: Reader) => Expression | null,
): Expression | null {
  const parts: Expression[] = []
  do {
    const part = readOne(reader)
    if (!part) return null
    parts.push(part)
  } while (take(reader, operator))
  return parts.length === 1 ? (parts[0] ?? null) : { kind, parts }
}

const comparisons = ['==', '!=', '<=', '>=', '<', '>'] as const

function readCompared(reader: Reader): Expression | null {
  const left = readJoined(reader)
  if (!left) return null
  const op = comparisons.find((one) => take(reader, one))
  if (!op) return left
  const right = readJoined(reader)
  return right && { kind: 'compare', op, left, right }
}

function readUnary(reader: Reader): Expression | null {
  if (take(reader, '!')) {
    const of = readUnary(reader)
    return of && { kind: 'not', of }
  }
  if (isCast(reader)) {
    reader.at += 3
    return readUnary(reader)
  }
  if (take(reader, '(')) {
    const inner = readAny(reader)
    if (!inner || !take(reader, ')')) return null
    const steps = readSteps(reader)
    return steps && (steps.length === 0 ? inner : valueOfPath(inner, steps))
  }
  const token = reader.tokens[reader.at]
  if (!token || token.kind === 'sign') return null
  reader.at++
  const steps = readSteps(reader)
  if (!steps) return null
  if (token.kind === 'text') return steps.length === 0 ? { kind: 'text', value: token.value } : null
  if (token.kind === 'number') return steps.length === 0 ? { kind: 'number', value: Number(token.value) } : null
  return valueOfPath(null, [{ kind: 'name', name: token.value, args: null }, ...steps])
}

/** `(string)` before a value says only what C# must take it for. */
function isCast({ tokens, at }: Reader): boolean {
  const [open, name, close, next] = tokens.slice(at, at + 4)
  const isName = open?.value === '(' && name?.kind === 'name' && close?.value === ')'
  return isName && (next?.kind === 'name' || next?.value === '(' || next?.kind === 'text')
}

/** `.Name`, `?.Name`, `(…)`, `["…"]`, one after the other. */
function readSteps(reader: Reader): Step[] | null {
  const steps: Step[] = []
  for (;;) {
    if (take(reader, '.') || take(reader, '?.')) {
      const name = reader.tokens[reader.at]
      if (name?.kind !== 'name') return null
      reader.at++
      steps.push({ kind: 'name', name: name.value, args: null })
      skipTypeArgument(reader)
    } else if (take(reader, '(')) {
      const last = steps.at(-1)
      const args = readArguments(reader, ')')
      if (!args || last?.kind !== 'name') return null
      last.args = args
    } else if (take(reader, '[')) {
      const args = readArguments(reader, ']')
      if (!args) return null
      steps.push({ kind: 'index', args })
    } else return steps
  }
}

function skipTypeArgument(reader: Reader): void {
  const [open, name, close, call] = reader.tokens.slice(reader.at, reader.at + 4)
  if (open?.value === '<' && name?.kind === 'name' && close?.value === '>' && call?.value === '(') reader.at += 3
}

function readArguments(reader: Reader, closer: string): Expression[] | null {
  const args: Expression[] = []
  if (take(reader, closer)) return args
  for (;;) {
    const arg = readAny(reader)
    if (!arg) return null
    args.push(arg)
    if (take(reader, closer)) return args
    if (!take(reader, ',')) return null
  }
}

function take(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at]
  if (token?.kind !== 'sign' || token.value !== sign) return false
  reader.at++
  return true
}

/** The record of a call of which nobody knows how it ended: its prompt and last progress, until its true close appears. */
import { IDENTITY_LENGTH, OPEN_TAGS_AT } from '@/lib/runtime/ledger/record-columns'

/**
 * The JSON of a close line, made of an open and a progress line. Put together as text: amounts beyond what a double holds
 * must come through unchanged.
 */
export function provisionalJson(open: Buffer, progress: Buffer | null): Buffer {
  const opened = elementsOf(open.toString('latin1'))
  const progressed = progress === null ? null : elementsOf(progress.toString('latin1'))
  const identity = opened.slice(0, IDENTITY_LENGTH)
  const [hold = '0'] = opened.slice(IDENTITY_LENGTH)
  const backendId = progressed?.[1] ?? 'null'
  const estimate = progressed === null ? opened.slice(IDENTITY_LENGTH + 1) : progressed.slice(2)
  const [tokens = '[0,0,0,0,0,0,0,0]', priceId = 'null', currency = 'null', costNano = 'null', charges = '[]'] = estimate
  const [durationMs, firstByteMs, deployment, status, attempts, bytesOut, calls] = ['0', 'null', 'null', '0', '0', '0', '1']
  const [outputCap, limitId, trace] = ['null', 'null', 'null']
  const tags = opened[OPEN_TAGS_AT] ?? 'null'
  const text = [
    ...identity,
    ...[durationMs, firstByteMs, backendId, deployment, status, '"interrupted"', '"gateway_stopped"', '"estimated"'],
    ...[tokens.slice(1, -1), hold, outputCap, limitId, attempts, priceId, currency, costNano, bytesOut, calls, charges, trace],
    tags,
  ].join(',')
  return Buffer.from(`[${text}]`, 'latin1')
}

/** The elements of a JSON array, each as its own text. */
function elementsOf(json: string): string[] {
  const elements: string[] = []
  let depth = 0
  let isInText = false
  let start = 1
  for (let at = 1; at < json.length - 1; at++) {
    const character = json[at]
    if (isInText) {
      if (character === '\\') at++
      else if (character === '"') isInText = false
    } else if (character === '"') isInText = true
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    else if (character === ',' && depth === 0) {
      elements.push(json.slice(start, at))
      start = at + 1
    }
  }
  elements.push(json.slice(start, -1))
  return elements
}

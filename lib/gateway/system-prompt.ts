/** Puts what a product says first in front of what a caller says, in each dialect's own place for it. */
import { isAbsent, textOf } from '@/lib/gateway/chat/fields'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import { camelOf } from '@/lib/gateway/dialects/gemini/names'
import { isJsonObject, type JsonObject } from '@/lib/gateway/json'

export function putSystemPrompt(dialect: Dialect['name'], operation: string, body: JsonObject, text: string): void {
  if (dialect === 'anthropic') putBeforeText(body, 'system', text)
  else if (dialect === 'gemini') putBeforeParts(body, text)
  else if (operation === 'responses') body.instructions = before(text, body.instructions, 'instructions')
  else if (operation === 'chat') putBeforeMessages(body, text)
}

function putBeforeMessages(body: JsonObject, text: string): void {
  const first = { role: 'system', content: text }
  if (Array.isArray(body.messages)) body.messages = [first, ...body.messages]
  else if (body.messages === undefined && typeof body.prompt === 'string') {
    body.messages = [first, { role: 'user', content: body.prompt }]
    delete body.prompt
  }
}

/** A text, or a list of parts of text. */
function putBeforeText(body: JsonObject, name: string, text: string): void {
  const said = body[name]
  body[name] = Array.isArray(said) ? [{ type: 'text', text }, ...said] : before(text, said, name)
}

/** May be named in two ways, and only one of them is read: the other must not be there to be taken for it. */
function putBeforeParts(body: JsonObject, text: string): void {
  const said = camelOf(body).systemInstruction
  const [name, other] =
    body.system_instruction === undefined
      ? (['systemInstruction', 'system_instruction'] as const)
      : (['system_instruction', 'systemInstruction'] as const)
  delete body[other]
  body[name] = isJsonObject(said)
    ? { ...said, parts: [{ text }, ...partsOf(said.parts)] }
    : { parts: [{ text }, ...(isAbsent(said) ? [] : [{ text: textOf(said, name) }])] }
}

/** A part may stand there without its list. */
function partsOf(parts: unknown): unknown[] {
  if (Array.isArray(parts)) return parts
  return isAbsent(parts) ? [] : [parts]
}

/** What cannot be put behind the product's own words must not stand in their place. */
function before(text: string, said: unknown, name: string): string {
  return isAbsent(said) || said === '' ? text : `${text}\n\n${textOf(said, name)}`
}

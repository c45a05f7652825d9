/** Puts what a product says first in front of what a caller says, in each dialect's own place for it. */
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import { asObject, type JsonObject } from '@/lib/gateway/json'

export function putSystemPrompt(dialect: Dialect['name'], operation: string, body: JsonObject, text: string): void {
  if (dialect === 'anthropic') putBeforeText(body, 'system', text)
  else if (dialect === 'gemini') putBeforeParts(body, text)
  else if (operation === 'responses') body.instructions = before(text, body.instructions)
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
  body[name] = Array.isArray(said) ? [{ type: 'text', text }, ...said] : before(text, said)
}

function putBeforeParts(body: JsonObject, text: string): void {
  const name = body.system_instruction !== undefined ? 'system_instruction' : 'systemInstruction'
  const said = asObject(body[name]) ?? {}
  body[name] = { ...said, parts: [{ text }, ...(Array.isArray(said.parts) ? said.parts : [])] }
}

function before(text: string, said: unknown): unknown {
  if (typeof said === 'string' && said !== '') return `${text}\n\n${said}`
  // Whatever else it is, its provider says what is wrong with it.
  return said === undefined || said === null || said === '' ? text : said
}

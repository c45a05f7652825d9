/** A GenerateContentResponse as an answer in nobody's dialect. */
import type { ChatAnswer, ChatChoice, ProviderError, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import { geminiTokens } from '@/lib/gateway/providers/gemini/usage'

export function decodeGeminiAnswer(body: JsonObject): ChatAnswer | null {
  const isBlocked = asObject(body.promptFeedback)?.blockReason !== undefined
  if (!Array.isArray(body.candidates) && !isBlocked) return null
  const usage = asObject(body.usageMetadata)
  const id = typeof body.responseId === 'string' ? body.responseId : ''
  const candidates = Array.isArray(body.candidates) ? body.candidates : []
  const choices = candidates.map((candidate, index) => choiceOf(asObject(candidate) ?? {}, index))
  return {
    id,
    choices: choices.length > 0 ? choices : [{ parts: [], stop: 'filter', sequence: null }],
    tokens: usage && geminiTokens(usage),
  }
}

const stops: Record<string, StopReason> = { STOP: 'end', MAX_TOKENS: 'length' }
const filters = new Set(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY', 'LANGUAGE'])

export function stopOf(reason: unknown, hasTools: boolean): StopReason {
  if (filters.has(wordOf(reason))) return 'filter'
  const stop = stops[wordOf(reason)] ?? 'end'
  return stop === 'end' && hasTools ? 'tools' : stop
}

export function decodeGeminiError(status: number, body: JsonObject | null): ProviderError {
  const error = asObject(body?.error)
  const message = typeof error?.message === 'string' ? error.message : 'The provider refused the request.'
  const details = Array.isArray(error?.details) ? error.details : []
  // A wrong key is a bad request there.
  const isOurs = status === 400 && details.some((detail) => wordOf(asObject(detail)?.reason).startsWith('API_KEY_'))
  return { message, code: typeof error?.status === 'string' ? error.status : null, param: null, isOurs }
}

/** Calls of tools have no id of their own in some versions: they get one that no other call of the conversation has. */
export function toolIdOf(call: JsonObject, choice: number, tool: number): string {
  if (typeof call.id === 'string' && call.id !== '') return call.id
  return `call_${Math.random().toString(36).slice(2, 12)}${choice}${tool}`
}

export function citationsOf(candidate: JsonObject): JsonObject[] {
  const metadata = asObject(candidate.citationMetadata)
  const cited = metadata?.citationSources ?? metadata?.citations
  const sources = (Array.isArray(cited) ? cited : []).map((one) => asObject(one) ?? {})
  const chunks = asObject(candidate.groundingMetadata)?.groundingChunks
  const webs = (Array.isArray(chunks) ? chunks : []).flatMap((one) => {
    const web = asObject(asObject(one)?.web)
    return web ? [web] : []
  })
  return [...sources, ...webs]
}

export function signatureOf(part: JsonObject): string | undefined {
  return typeof part.thoughtSignature === 'string' ? part.thoughtSignature : undefined
}

function choiceOf(candidate: JsonObject, choice: number): ChatChoice {
  const list = asObject(candidate.content)?.parts
  const parts: Part[] = []
  let tools = 0
  for (const one of Array.isArray(list) ? list : []) {
    const part = asObject(one) ?? {}
    const call = asObject(part.functionCall)
    if (call) {
      const input = JSON.stringify(call.args ?? {})
      const id = toolIdOf(call, choice, tools++)
      parts.push({ kind: 'toolCall', id, name: wordOf(call.name), input, signature: signatureOf(part) })
    } else if (typeof part.text === 'string') addText(parts, part, part.text)
    else parts.push({ kind: 'other', type: Object.keys(part)[0] ?? 'part', value: part })
  }
  const citations = citationsOf(candidate)
  const first = parts.find((part) => part.kind === 'text')
  if (citations.length > 0 && first?.kind === 'text') first.citations = citations
  return { parts, stop: stopOf(candidate.finishReason, tools > 0), sequence: null }
}

function addText(parts: Part[], part: JsonObject, text: string): void {
  const last = parts.at(-1)
  if (part.thought !== true) {
    if (text === '') return
    if (last?.kind === 'text') last.text += text
    else parts.push({ kind: 'text', text })
  } else if (last?.kind === 'reasoning' && last.signature === undefined) {
    last.text += text
    last.signature = signatureOf(part)
  } else parts.push({ kind: 'reasoning', text, signature: signatureOf(part) })
}

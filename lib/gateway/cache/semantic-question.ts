/** What of a call is compared by meaning: the text of its last message. All the rest of it must be equal. */
import { sha256 } from '@/lib/base/digest'
import { canonicalBody, scopeOf } from '@/lib/gateway/cache/cache-key'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CacheRule, SemanticRule } from '@/lib/policy/cache/cache-rule'

export type SemanticQuestion = { partition: string; text: string }

const MOST_CHARACTERS = 8_000
const system = new Set(['system', 'developer'])

/** Null where the call is not such that its meaning is in its last message. */
export function semanticQuestionOf(resolved: Resolved, rule: CacheRule, semantic: SemanticRule): SemanticQuestion | null {
  const { body, operation } = resolved.request
  const { messages } = body
  if (operation !== 'chat' || !Array.isArray(messages)) return null
  const last = asObject(messages.at(-1))
  const text = last?.role === 'user' ? textOf(last.content) : null
  if (!last || text === null || text.trim() === '' || text.length > MOST_CHARACTERS) return null
  const before = messages.slice(0, -1)
  if (before.filter((message) => !isSystem(message)).length + 1 > semantic.maxMessages) return null
  const kept = semantic.ignoresSystemPrompt ? before.filter((message) => !isSystem(message)) : before
  const own: JsonObject = semantic.ignoresSystemPrompt ? { ...body, system: null } : body
  const rest: JsonObject = { ...own, messages: [...kept, { ...last, content: null }] }
  const said = `${scopeOf(resolved, rule)}\n${semantic.embeddingModel}\n${canonicalBody(rest)}`
  return { partition: sha256(said).toString('base64url'), text }
}

function isSystem(message: unknown): boolean {
  return system.has(wordOf(asObject(message)?.role))
}

/** Text alone; null where there is anything else in it. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  const texts = content.map((part) => (asObject(part)?.type === 'text' ? asObject(part)?.text : null))
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : null
}

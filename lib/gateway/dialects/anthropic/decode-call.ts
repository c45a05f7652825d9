/** A Messages request as a call in nobody's dialect. https://docs.claude.com/en/api/messages */
import {
  type AnswerFormat,
  type ChatCall,
  type ChatMessage,
  type ChatTool,
  type Effort,
  efforts,
  emptyCall,
  type Reasoning,
  type ToolChoice,
} from '@/lib/gateway/chat/chat-call'
import { countOf, invalid, isAbsent, listOf, numberOf, objectOf, othersOf, stopsOf, textOf } from '@/lib/gateway/chat/fields'
import { decodeBlocks } from '@/lib/gateway/dialects/anthropic/decode-blocks'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeAnthropicCall(body: JsonObject): ChatCall {
  const system = isAbsent(body.system) ? [] : decodeBlocks(body.system, 'system')
  const choice = isAbsent(body.tool_choice) ? null : objectOf(body.tool_choice, 'tool_choice')
  return {
    ...emptyCall(),
    messages: [
      ...(system.length > 0 ? [{ role: 'system', parts: system } satisfies ChatMessage] : []),
      ...listOf(body.messages, 'messages').map((message, i) => messageOf(objectOf(message, `messages.${i}`), `messages.${i}`)),
    ],
    tools: listOf(body.tools, 'tools').map((tool, i) => toolOf(objectOf(tool, `tools.${i}`), `tools.${i}`)),
    toolChoice: choice && toolChoiceOf(choice),
    parallelTools: typeof choice?.disable_parallel_tool_use === 'boolean' ? !choice.disable_parallel_tool_use : null,
    maxTokens: countOf(body, 'max_tokens'),
    temperature: numberOf(body, 'temperature'),
    topP: numberOf(body, 'top_p'),
    topK: numberOf(body, 'top_k'),
    stop: isAbsent(body.stop_sequences) ? [] : stopsOf(body.stop_sequences, 'stop_sequences'),
    reasoning: reasoningOf(body),
    format: formatOf(asObject(body.output_config)?.format ?? body.output_format),
    user: userOf(body),
    others: othersOf(body, known),
    hints: hintsOf(body),
  }
}

/** What changes nothing of the answer: a tier only says from where it may come. */
function hintsOf({ cache_control, service_tier }: JsonObject): string[] {
  const hints = isAbsent(cache_control) ? [] : ['cache_control']
  if (!isAbsent(service_tier) && service_tier !== 'auto') hints.push('service_tier')
  return hints
}

const known = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'thinking',
  'output_config',
  'output_format',
  'metadata',
  'stream',
  'cache_control',
  'service_tier',
])

function messageOf(message: JsonObject, at: string): ChatMessage {
  const { role } = message
  if (role !== 'user' && role !== 'assistant' && role !== 'system')
    throw invalid(`${at}.role`, `'${at}.role' must be user or assistant.`)
  return { role, parts: decodeBlocks(message.content, `${at}.content`) }
}

function toolOf(tool: JsonObject, at: string): ChatTool {
  if (!isAbsent(tool.type) && tool.type !== 'custom') return { kind: 'hosted', type: wordOf(tool.type), value: tool }
  return {
    kind: 'function',
    name: textOf(tool.name, `${at}.name`),
    description: isAbsent(tool.description) ? undefined : textOf(tool.description, `${at}.description`),
    schema: isAbsent(tool.input_schema) ? null : objectOf(tool.input_schema, `${at}.input_schema`),
    strict: typeof tool.strict === 'boolean' ? tool.strict : undefined,
    cache: asObject(tool.cache_control) ?? undefined,
  }
}

function toolChoiceOf(choice: JsonObject): ToolChoice {
  if (choice.type === 'auto' || choice.type === 'none') return { kind: choice.type }
  if (choice.type === 'any') return { kind: 'required' }
  if (choice.type === 'tool') return { kind: 'tool', name: textOf(choice.name, 'tool_choice.name') }
  throw invalid('tool_choice', "'tool_choice.type' must be auto, any, tool or none.")
}

function reasoningOf(body: JsonObject): Reasoning | null {
  const thinking = asObject(body.thinking)
  const effort = asObject(body.output_config)?.effort
  const asked = efforts.includes(effort as Effort) ? (effort as Effort) : null
  if (!thinking) return asked === null ? null : { effort: asked, budget: null, isShown: null }
  if (thinking.type === 'disabled') return { effort: asked ?? 'none', budget: 0, isShown: null }
  const isShown = typeof thinking.display === 'string' ? thinking.display === 'summarized' : null
  if (thinking.type === 'adaptive') return { effort: asked ?? 'high', budget: null, isShown }
  if (thinking.type !== 'enabled') throw invalid('thinking', "'thinking.type' must be enabled, adaptive or disabled.")
  return { effort: asked, budget: countOf(thinking, 'budget_tokens'), isShown }
}

function formatOf(value: unknown): AnswerFormat | null {
  if (isAbsent(value)) return null
  const format = objectOf(value, 'output_config.format')
  if (format.type !== 'json_schema') throw invalid('output_config.format', "'output_config.format.type' must be json_schema.")
  return { kind: 'schema', name: 'answer', schema: objectOf(format.schema, 'output_config.format.schema'), strict: true }
}

function userOf({ metadata }: JsonObject): string | null {
  const user = asObject(metadata)?.user_id
  return typeof user === 'string' && user !== '' ? user : null
}

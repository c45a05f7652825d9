/** A call of the Responses API in nobody's dialect. https://platform.openai.com/docs/api-reference/responses/create */
import {
  type AnswerFormat,
  type ChatCall,
  type ChatTool,
  type Effort,
  efforts,
  emptyCall,
  type Reasoning,
  type ToolChoice,
} from '@/lib/gateway/chat/chat-call'
import { countOf, invalid, isAbsent, listOf, numberOf, objectOf, othersOf, textOf } from '@/lib/gateway/chat/fields'
import { decodeItems } from '@/lib/gateway/dialects/openai-responses/decode-items'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeResponsesCall(body: JsonObject): ChatCall {
  const items = decodeItems(body.input)
  const instructions = isAbsent(body.instructions) ? '' : textOf(body.instructions, 'instructions')
  return {
    ...emptyCall(),
    messages: instructions === '' ? items : [{ role: 'system', parts: [{ kind: 'text', text: instructions }] }, ...items],
    tools: listOf(body.tools, 'tools').map((tool, i) => toolOf(objectOf(tool, `tools[${i}]`), `tools[${i}]`)),
    toolChoice: isAbsent(body.tool_choice) ? null : toolChoiceOf(body.tool_choice),
    parallelTools: typeof body.parallel_tool_calls === 'boolean' ? body.parallel_tool_calls : null,
    maxTokens: countOf(body, 'max_output_tokens'),
    temperature: numberOf(body, 'temperature'),
    topP: numberOf(body, 'top_p'),
    reasoning: reasoningOf(body),
    format: formatOf(asObject(body.text)?.format),
    user: typeof body.user === 'string' ? body.user : null,
    others: othersWithValues(body),
    hints: hints.filter((name) => !isAbsent(body[name]) && body[name] !== false && !isEmpty(body[name])),
  }
}

/** What changes nothing of the answer. */
const hints = ['metadata', 'store', 'include', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier']

const known = new Set([
  ...hints,
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'reasoning',
  'text',
  'user',
  'stream',
  'stream_options',
  'service_tier',
])

function othersWithValues(body: JsonObject): Record<string, unknown> {
  const others = othersOf(body, known)
  if (others.truncation === 'disabled') delete others.truncation
  if (others.top_logprobs === 0) delete others.top_logprobs
  const tier = body.service_tier
  if (!isAbsent(tier) && tier !== 'auto' && tier !== 'default') others.service_tier = tier
  return others
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function toolOf(tool: JsonObject, at: string): ChatTool {
  if (tool.type !== 'function') return { kind: 'hosted', type: wordOf(tool.type), value: tool }
  return {
    kind: 'function',
    name: textOf(tool.name, `${at}.name`),
    description: isAbsent(tool.description) ? undefined : textOf(tool.description, `${at}.description`),
    schema: isAbsent(tool.parameters) ? null : objectOf(tool.parameters, `${at}.parameters`),
    strict: typeof tool.strict === 'boolean' ? tool.strict : undefined,
  }
}

function toolChoiceOf(value: unknown): ToolChoice {
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value }
  const name = asObject(value)?.name
  if (typeof name === 'string') return { kind: 'tool', name }
  throw invalid('tool_choice', "'tool_choice' must be auto, none, required, or name a function.")
}

function reasoningOf(body: JsonObject): Reasoning | null {
  const reasoning = asObject(body.reasoning)
  if (!reasoning) return null
  const { effort, summary } = reasoning
  if (isAbsent(effort) && isAbsent(summary)) return null
  if (!isAbsent(effort) && !efforts.includes(effort as Effort))
    throw invalid('reasoning.effort', `'reasoning.effort' must be one of ${efforts.join(', ')}.`)
  return { effort: isAbsent(effort) ? null : (effort as Effort), budget: null, isShown: isAbsent(summary) ? null : true }
}

function formatOf(value: unknown): AnswerFormat | null {
  const format = asObject(value)
  if (!format || format.type === 'text') return null
  if (format.type === 'json_object') return { kind: 'json' }
  if (format.type !== 'json_schema') throw invalid('text.format', "'text.format.type' must be text, json_object or json_schema.")
  return {
    kind: 'schema',
    name: typeof format.name === 'string' ? format.name : 'answer',
    schema: objectOf(format.schema, 'text.format.schema'),
    strict: typeof format.strict === 'boolean' ? format.strict : undefined,
    description: typeof format.description === 'string' ? format.description : undefined,
  }
}

/** A chat completion request as a call in nobody's dialect. https://platform.openai.com/docs/api-reference/chat/create */

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
import { countOf, invalid, isAbsent, listOf, numberOf, objectOf, othersOf, stopsOf, textOf } from '@/lib/gateway/chat/fields'
import { decodeMessages } from '@/lib/gateway/dialects/openai-chat/decode-messages'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeOpenaiCall(body: JsonObject): ChatCall {
  return {
    ...emptyCall(),
    messages: decodeMessages(listOf(body.messages, 'messages')),
    tools: listOf(body.tools, 'tools').map((tool, i) => toolOf(objectOf(tool, `tools[${i}]`), `tools[${i}]`)),
    toolChoice: isAbsent(body.tool_choice) ? null : toolChoiceOf(body.tool_choice),
    parallelTools: typeof body.parallel_tool_calls === 'boolean' ? body.parallel_tool_calls : null,
    maxTokens: countOf(body, 'max_completion_tokens') ?? countOf(body, 'max_tokens'),
    choices: countOf(body, 'n') ?? 1,
    temperature: numberOf(body, 'temperature'),
    topP: numberOf(body, 'top_p'),
    topK: numberOf(body, 'top_k'),
    frequencyPenalty: numberOf(body, 'frequency_penalty') || null,
    presencePenalty: numberOf(body, 'presence_penalty') || null,
    seed: numberOf(body, 'seed'),
    stop: isAbsent(body.stop) ? [] : stopsOf(body.stop, 'stop'),
    reasoning: reasoningOf(body),
    format: isAbsent(body.response_format) ? null : formatOf(objectOf(body.response_format, 'response_format')),
    user: typeof body.user === 'string' ? body.user : null,
    others: othersWithValues(body),
    hints: hints.filter((name) => !isAbsent(body[name]) && body[name] !== false),
  }
}

/** What changes nothing of the answer. */
const hints = ['metadata', 'store', 'prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'prediction', 'verbosity']

const known = new Set([
  ...hints,
  'model',
  'messages',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_completion_tokens',
  'max_tokens',
  'n',
  'temperature',
  'top_p',
  'top_k',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
  'reasoning_effort',
  'response_format',
  'user',
  'stream',
  'stream_options',
  'service_tier',
])

function othersWithValues(body: JsonObject): Record<string, unknown> {
  const others = othersOf(body, known)
  if (Array.isArray(others.modalities) && others.modalities.every((one) => one === 'text')) delete others.modalities
  if (isEmptyObject(others.logit_bias)) delete others.logit_bias
  if (others.top_logprobs === 0) delete others.top_logprobs
  const tier = body.service_tier
  if (!isAbsent(tier) && tier !== 'auto' && tier !== 'default') others.service_tier = tier
  return others
}

function isEmptyObject(value: unknown): boolean {
  const object = asObject(value)
  return object !== null && Object.keys(object).length === 0
}

function toolOf(tool: JsonObject, at: string): ChatTool {
  if (tool.type !== 'function') return { kind: 'hosted', type: wordOf(tool.type), value: tool }
  const fn = objectOf(tool.function, `${at}.function`)
  return {
    kind: 'function',
    name: textOf(fn.name, `${at}.function.name`),
    description: isAbsent(fn.description) ? undefined : textOf(fn.description, `${at}.function.description`),
    schema: isAbsent(fn.parameters) ? null : objectOf(fn.parameters, `${at}.function.parameters`),
    strict: typeof fn.strict === 'boolean' ? fn.strict : undefined,
    cache: asObject(tool.cache_control) ?? undefined,
  }
}

function toolChoiceOf(value: unknown): ToolChoice {
  if (value === 'auto' || value === 'none' || value === 'required') return { kind: value }
  const name = asObject(asObject(value)?.function)?.name
  if (typeof name === 'string') return { kind: 'tool', name }
  throw invalid('tool_choice', "'tool_choice' must be auto, none, required, or name a function.")
}

function reasoningOf(body: JsonObject): Reasoning | null {
  const effort = body.reasoning_effort
  if (isAbsent(effort)) return null
  if (!efforts.includes(effort as Effort))
    throw invalid('reasoning_effort', `'reasoning_effort' must be one of ${efforts.join(', ')}.`)
  return { effort: effort as Effort, budget: null, isShown: null }
}

function formatOf(format: JsonObject): AnswerFormat | null {
  if (format.type === 'text') return null
  if (format.type === 'json_object') return { kind: 'json' }
  if (format.type !== 'json_schema')
    throw invalid('response_format', "'response_format.type' must be text, json_object or json_schema.")
  const schema = objectOf(format.json_schema, 'response_format.json_schema')
  return {
    kind: 'schema',
    name: typeof schema.name === 'string' ? schema.name : 'answer',
    schema: objectOf(schema.schema, 'response_format.json_schema.schema'),
    strict: typeof schema.strict === 'boolean' ? schema.strict : undefined,
    description: typeof schema.description === 'string' ? schema.description : undefined,
  }
}

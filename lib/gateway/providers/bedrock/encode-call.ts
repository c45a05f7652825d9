/** A call as a Converse request. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
import type { AnswerFormat, ChatCall, Reasoning, ToolChoice } from '@/lib/gateway/chat/chat-call'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { blocksOf, cachePoint } from '@/lib/gateway/providers/bedrock/encode-blocks'

export function encodeBedrockCall(call: ChatCall, context: EncodeContext): JsonObject {
  refuseWhatItCannot(call, context)
  const system = call.messages.filter(({ role }) => role === 'system').flatMap(({ parts }) => blocksOf(parts, context))
  const inference: JsonObject = { maxTokens: context.most }
  if (call.temperature !== null) inference.temperature = call.temperature
  if (call.topP !== null) inference.topP = call.topP
  if (call.stop.length > 0) inference.stopSequences = call.stop
  const body: JsonObject = { messages: messagesOf(call, context), inferenceConfig: inference }
  if (system.length > 0) body.system = system
  if (call.tools.length > 0 && call.toolChoice?.kind !== 'none') body.toolConfig = toolConfigOf(call, context)
  if (call.format?.kind === 'schema') body.outputConfig = { textFormat: formatOf(call.format) }
  const more = { ...thinkingOf(call.reasoning, context), ...(call.topK === null ? {} : { top_k: call.topK }) }
  if (Object.keys(more).length > 0) body.additionalModelRequestFields = more
  return body
}

function refuseWhatItCannot(call: ChatCall, context: EncodeContext): void {
  for (const name of Object.keys(call.others)) context.cannot(name)
  for (const name of call.hints) context.drop(name)
  if (call.user !== null) context.drop('user')
  if (call.choices > 1) context.cannot('n')
  if (call.frequencyPenalty !== null) context.cannot('frequency_penalty')
  if (call.presencePenalty !== null) context.cannot('presence_penalty')
  if (call.seed !== null) context.cannot('seed')
  if (call.format?.kind === 'json') context.cannot('response_format.json_object')
  if (call.parallelTools === false && call.tools.length > 0) context.cannot('parallel_tool_calls')
  const wasCalled = call.messages.some(({ parts }) => parts.some((part) => part.kind === 'toolCall'))
  // Without a choice it cannot be told to call none, and with earlier calls the tools must be named.
  if (call.toolChoice?.kind === 'none' && call.tools.length > 0 && wasCalled) context.cannot('tool_choice.none')
}

function messagesOf(call: ChatCall, context: EncodeContext): JsonObject[] {
  const messages: { role: string; content: JsonObject[] }[] = []
  for (const { role, parts } of call.messages) {
    if (role === 'system') continue
    const content = blocksOf(parts, context)
    const last = messages.at(-1)
    if (last?.role === role) last.content.push(...content)
    else messages.push({ role, content })
  }
  return messages
}

function toolConfigOf(call: ChatCall, context: EncodeContext): JsonObject {
  const tools = call.tools.flatMap((tool): JsonObject[] => {
    if (tool.kind === 'hosted') {
      context.cannot(`tools.${tool.type}`)
      return []
    }
    const { name, description, schema, strict, cache } = tool
    const about = { ...(description === undefined ? {} : { description }), ...(strict === undefined ? {} : { strict }) }
    const spec = { toolSpec: { name, ...about, inputSchema: { json: schema ?? { type: 'object' } } } }
    return cache === undefined ? [spec] : [spec, cachePoint(cache)]
  })
  return { tools, ...(call.toolChoice === null ? {} : { toolChoice: choiceOf(call.toolChoice) }) }
}

function choiceOf(choice: ToolChoice): JsonObject {
  if (choice.kind === 'tool') return { tool: { name: choice.name } }
  return choice.kind === 'required' ? { any: {} } : { auto: {} }
}

function formatOf({ name, schema, description }: Extract<AnswerFormat, { kind: 'schema' }>): JsonObject {
  const about = description === undefined ? {} : { description }
  return { type: 'json_schema', structure: { jsonSchema: { name, schema: JSON.stringify(schema), ...about } } }
}

const LEAST_BUDGET = 1_024
const budgets = { none: 0, minimal: 1_024, low: 2_048, medium: 8_192, high: 16_384, xhigh: 32_768, max: 32_768 } as const

/** Thinking is a field of the model's own there: Anthropic's, whose models think at Bedrock. */
function thinkingOf(reasoning: Reasoning | null, context: EncodeContext): JsonObject {
  if (reasoning === null) return {}
  const budget = reasoning.budget ?? (reasoning.effort === null ? 0 : budgets[reasoning.effort])
  if (budget === 0) return {}
  if (context.most - 1 < LEAST_BUDGET) {
    context.cannot('thinking within so few tokens')
    return {}
  }
  return { thinking: { type: 'enabled', budget_tokens: Math.min(Math.max(budget, LEAST_BUDGET), context.most - 1) } }
}

/** A call as a Messages request. https://docs.claude.com/en/api/messages */
import type { ChatCall, ChatTool, Reasoning, ToolChoice } from '@/lib/gateway/chat/chat-call'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { blocksOf } from '@/lib/gateway/providers/anthropic/encode-blocks'

export function encodeAnthropicCall(call: ChatCall, context: EncodeContext): JsonObject {
  refuseWhatItCannot(call, context)
  const system = call.messages.filter(({ role }) => role === 'system').flatMap(({ parts }) => blocksOf(parts, context))
  const thinking = thinkingOf(call.reasoning, context)
  const body: JsonObject = {
    model: context.deployment,
    max_tokens: context.most,
    messages: messagesOf(call, context),
  }
  const set = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) body[name] = value
  }
  if (system.length > 0) body.system = system.length === 1 && isPlain(system[0]) ? system[0]?.text : system
  if (call.tools.length > 0) {
    body.tools = call.tools.flatMap((tool) => toolOf(tool, context))
    set('tool_choice', choiceOf(call.toolChoice, call.parallelTools))
  }
  set('temperature', call.temperature)
  set('top_p', call.topP)
  set('top_k', call.topK)
  if (call.stop.length > 0) body.stop_sequences = call.stop
  set('thinking', thinking)
  const effort = effortOf(call.reasoning)
  const format = call.format?.kind === 'schema' ? { type: 'json_schema', schema: call.format.schema } : null
  if (format !== null || effort !== null) body.output_config = { ...(effort ? { effort } : {}), ...(format ? { format } : {}) }
  if (call.user !== null) body.metadata = { user_id: call.user }
  if (context.isStream) body.stream = true
  return body
}

function refuseWhatItCannot(call: ChatCall, context: EncodeContext): void {
  for (const name of Object.keys(call.others)) context.cannot(name)
  for (const name of call.hints) context.drop(name)
  if (call.choices > 1) context.cannot('n')
  if (call.frequencyPenalty !== null) context.cannot('frequency_penalty')
  if (call.presencePenalty !== null) context.cannot('presence_penalty')
  if (call.seed !== null) context.cannot('seed')
  if (call.format?.kind === 'json') context.cannot('response_format.json_object')
  // Elsewhere it may be twice as high; here one is the most.
  if (call.temperature !== null && call.temperature > 1) context.cannot('temperature above 1')
}

/** System messages stand apart there; those of one side that follow each other are one. */
function messagesOf(call: ChatCall, context: EncodeContext): JsonObject[] {
  const messages: { role: string; content: JsonObject[] }[] = []
  for (const { role, parts } of call.messages) {
    if (role === 'system') continue
    const content = blocksOf(parts, context)
    const last = messages.at(-1)
    if (last?.role === role) last.content.push(...content)
    else messages.push({ role, content })
  }
  return messages.map(({ role, content }) => ({
    role,
    content: content.length === 1 && isPlain(content[0]) ? content[0]?.text : content,
  }))
}

function isPlain(block: JsonObject | undefined): boolean {
  return block?.type === 'text' && Object.keys(block).length === 2
}

function toolOf(tool: ChatTool, context: EncodeContext): JsonObject[] {
  if (tool.kind === 'hosted') {
    context.cannot(`tools.${tool.type}`)
    return []
  }
  const { name, description, schema, strict, cache } = tool
  const more = { ...(strict === undefined ? {} : { strict }), ...(cache ? { cache_control: cache } : {}) }
  return [{ name, ...(description === undefined ? {} : { description }), input_schema: schema ?? { type: 'object' }, ...more }]
}

function choiceOf(choice: ToolChoice | null, parallel: boolean | null): JsonObject | null {
  if (choice === null && parallel !== false) return null
  const alone = parallel === null ? {} : { disable_parallel_tool_use: !parallel }
  switch (choice?.kind) {
    case 'none':
      return { type: 'none' }
    case 'required':
      return { type: 'any', ...alone }
    case 'tool':
      return { type: 'tool', name: choice.name, ...alone }
    default:
      return { type: 'auto', ...alone }
  }
}

/** The least it thinks with, and what must be left for the answer. */
const LEAST_BUDGET = 1_024

function thinkingOf(reasoning: Reasoning | null, context: EncodeContext): JsonObject | null {
  if (reasoning === null) return null
  const { effort, budget, isShown } = reasoning
  if (effort === 'none' || budget === 0) return { type: 'disabled' }
  const shown = isShown === null ? {} : { display: isShown ? 'summarized' : 'omitted' }
  if (budget === null) return { type: 'adaptive', ...shown }
  const most = context.most - 1
  if (most < LEAST_BUDGET) {
    context.cannot('thinking within so few tokens')
    return null
  }
  return { type: 'enabled', budget_tokens: Math.min(Math.max(budget, LEAST_BUDGET), most), ...shown }
}

function effortOf(reasoning: Reasoning | null): string | null {
  const effort = reasoning?.effort ?? null
  if (effort === null || effort === 'none') return null
  return effort === 'minimal' ? 'low' : effort
}

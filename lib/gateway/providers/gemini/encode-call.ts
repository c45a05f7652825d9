/** A call as a generateContent request. https://ai.google.dev/api/generate-content */
import type { ChatCall, ChatTool, Reasoning, ToolChoice } from '@/lib/gateway/chat/chat-call'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { partsOf, toolNamesOf } from '@/lib/gateway/providers/gemini/encode-parts'

export function encodeGeminiCall(call: ChatCall, context: EncodeContext): JsonObject {
  for (const name of Object.keys(call.others)) context.cannot(name)
  for (const name of call.hints) context.drop(name)
  if (call.user !== null) context.drop('user')
  // It may ask for several tools whenever it likes.
  if (call.parallelTools === false && call.tools.length > 0) context.cannot('parallel_tool_calls')
  const names = toolNamesOf(call)
  const system = call.messages.filter(({ role }) => role === 'system').flatMap(({ parts }) => partsOf(parts, names, context))
  const config: JsonObject = { maxOutputTokens: context.most }
  const set = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) config[name] = value
  }
  set('temperature', call.temperature)
  set('topP', call.topP)
  set('topK', call.topK)
  set('frequencyPenalty', call.frequencyPenalty)
  set('presencePenalty', call.presencePenalty)
  set('seed', call.seed)
  if (call.choices > 1) config.candidateCount = call.choices
  if (call.stop.length > 0) config.stopSequences = call.stop
  set('thinkingConfig', thinkingOf(call.reasoning))
  if (call.format !== null) config.responseMimeType = 'application/json'
  if (call.format?.kind === 'schema') config.responseJsonSchema = call.format.schema
  const body: JsonObject = { contents: contentsOf(call, names, context), generationConfig: config }
  if (system.length > 0) body.systemInstruction = { parts: system }
  if (call.tools.length > 0) {
    body.tools = [{ functionDeclarations: call.tools.flatMap((tool) => declarationOf(tool, context)) }]
    if (call.toolChoice !== null) body.toolConfig = { functionCallingConfig: callingOf(call.toolChoice) }
  }
  return body
}

function contentsOf(call: ChatCall, names: ReadonlyMap<string, string>, context: EncodeContext): JsonObject[] {
  const contents: { role: string; parts: JsonObject[] }[] = []
  for (const { role, parts } of call.messages) {
    if (role === 'system') continue
    const side = role === 'assistant' ? 'model' : 'user'
    const written = partsOf(parts, names, context)
    const last = contents.at(-1)
    if (last?.role === side) last.parts.push(...written)
    else contents.push({ role: side, parts: written })
  }
  return contents
}

function declarationOf(tool: ChatTool, context: EncodeContext): JsonObject[] {
  if (tool.kind === 'hosted') {
    context.cannot(`tools.${tool.type}`)
    return []
  }
  if (tool.cache !== undefined) context.drop('cache_control')
  if (tool.strict === true) context.drop('tools.strict')
  const { name, description, schema } = tool
  const about = description === undefined ? {} : { description }
  return [{ name, ...about, ...(schema === null ? {} : { parametersJsonSchema: schema }) }]
}

function callingOf(choice: ToolChoice): JsonObject {
  if (choice.kind === 'tool') return { mode: 'ANY', allowedFunctionNames: [choice.name] }
  return { mode: choice.kind === 'required' ? 'ANY' : choice.kind === 'none' ? 'NONE' : 'AUTO' }
}

const budgets = { none: 0, minimal: 512, low: 1_024, medium: 8_192, high: 24_576, xhigh: 24_576, max: 24_576 } as const

function thinkingOf(reasoning: Reasoning | null): JsonObject | null {
  if (reasoning === null) return null
  const { budget, effort, isShown } = reasoning
  const thinkingBudget = budget ?? (effort === null ? -1 : budgets[effort])
  return { thinkingBudget, includeThoughts: thinkingBudget !== 0 && isShown !== false }
}

/** A call as a chat completion request. */
import type {
  AnswerFormat,
  ChatCall,
  ChatMessage,
  ChatTool,
  Part,
  PartOf,
  Source,
  ToolChoice,
} from '@/lib/gateway/chat/chat-call'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import { toolCallOf } from '@/lib/gateway/dialects/openai-chat/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'

export function encodeOpenaiCall(call: ChatCall, context: EncodeContext): JsonObject {
  for (const name of Object.keys(call.others)) context.cannot(name)
  for (const name of call.hints) context.drop(name)
  if (call.topK !== null) context.cannot('top_k')
  const body: JsonObject = {
    model: context.deployment,
    messages: call.messages.flatMap((message) => messagesOf(message, context)),
    max_completion_tokens: context.most,
  }
  const set = (name: string, value: unknown) => {
    if (value !== null && value !== undefined) body[name] = value
  }
  if (call.tools.length > 0) {
    body.tools = call.tools.flatMap((tool) => toolOf(tool, context))
    set('tool_choice', call.toolChoice && toolChoiceOf(call.toolChoice))
    set('parallel_tool_calls', call.parallelTools)
  }
  if (call.choices > 1) body.n = call.choices
  set('temperature', call.temperature)
  set('top_p', call.topP)
  set('frequency_penalty', call.frequencyPenalty)
  set('presence_penalty', call.presencePenalty)
  set('seed', call.seed)
  if (call.stop.length > 0) body.stop = call.stop
  set('reasoning_effort', effortOf(call))
  set('response_format', call.format && formatOf(call.format))
  set('user', call.user)
  if (context.isStream) {
    body.stream = true
    body.stream_options = { include_usage: true }
  }
  return body
}

/** A budget of thoughts in the words of OpenAI, which knows no figures. */
function effortOf({ reasoning }: ChatCall): string | null {
  if (reasoning === null) return null
  if (reasoning.effort !== null) return reasoning.effort === 'max' ? 'xhigh' : reasoning.effort
  if (reasoning.budget === null) return null
  if (reasoning.budget === 0) return 'none'
  return reasoning.budget <= 2_048 ? 'low' : reasoning.budget <= 8_192 ? 'medium' : 'high'
}

function messagesOf({ role, parts }: ChatMessage, context: EncodeContext): JsonObject[] {
  if (role === 'system') return [{ role: 'system', content: contentOf(parts, context) }]
  if (role === 'assistant') return [assistantOf(parts, context)]
  const messages: JsonObject[] = []
  let said: Part[] = []
  const flush = () => {
    if (said.length > 0) messages.push({ role: 'user', content: contentOf(said, context) })
    said = []
  }
  for (const part of parts) {
    if (part.kind !== 'toolResult') {
      said.push(part)
      continue
    }
    flush()
    const { content, pictures } = resultOf(part, context)
    messages.push({ role: 'tool', tool_call_id: part.id, content })
    // A tool's message holds words only; what it shows is shown after it.
    said.push(...pictures)
  }
  flush()
  // Results must follow their calls at once: what the user says comes after all of them.
  const results = messages.filter((message) => message.role === 'tool')
  return results.length === 0 ? messages : [...results, ...messages.filter((message) => message.role !== 'tool')]
}

function resultOf({ parts, isError }: PartOf<'toolResult'>, context: EncodeContext) {
  const words = parts.filter((part) => part.kind === 'text')
  const text = words.map((part) => part.text).join('\n')
  for (const part of parts) if (part.kind !== 'text' && part.kind !== 'image') context.cannot(`tool_result.${part.kind}`)
  const content = isError ? JSON.stringify({ error: text }) : text
  return { content, pictures: parts.filter((part) => part.kind === 'image') }
}

function assistantOf(parts: readonly Part[], context: EncodeContext): JsonObject {
  const calls = parts.filter((part) => part.kind === 'toolCall')
  const words = parts.filter((part) => part.kind !== 'toolCall' && part.kind !== 'reasoning')
  // Thoughts are for the provider that had them.
  if (parts.some((part) => part.kind === 'reasoning')) context.drop('thinking')
  const content = words.length === 0 ? null : contentOf(words, context)
  return { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls.map(toolCallOf) } : {}) }
}

function contentOf(parts: readonly Part[], context: EncodeContext): string | JsonObject[] {
  const [only] = parts
  if (parts.some((part) => 'cache' in part && part.cache !== undefined)) context.drop('cache_control')
  if (parts.length === 0) return ''
  if (parts.length === 1 && only?.kind === 'text') return only.text
  return parts.flatMap((part) => partOf(part, context))
}

function partOf(part: Part, context: EncodeContext): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }]
    case 'image': {
      if (part.source.kind === 'file') return none(context, 'image.file')
      const detail = part.detail === undefined ? {} : { detail: part.detail }
      return [{ type: 'image_url', image_url: { url: urlOf(part.source), ...detail } }]
    }
    case 'audio':
      if (part.source.kind !== 'base64') return none(context, 'audio.url')
      return [
        { type: 'input_audio', input_audio: { data: part.source.data, format: part.source.mediaType.replace('audio/', '') } },
      ]
    case 'document':
      return documentOf(part, context)
    default:
      return none(context, part.kind === 'other' ? part.type : part.kind)
  }
}

function documentOf({ source, name }: PartOf<'document'>, context: EncodeContext): JsonObject[] {
  if (source.kind === 'text') return [{ type: 'text', text: name === undefined ? source.text : `${name}\n\n${source.text}` }]
  if (source.kind === 'file') return [{ type: 'file', file: { file_id: source.id } }]
  if (source.kind === 'url') return none(context, 'document.url')
  return [{ type: 'file', file: { filename: name ?? 'document', file_data: urlOf(source) } }]
}

function none(context: EncodeContext, name: string): JsonObject[] {
  context.cannot(name)
  return []
}

export function urlOf(source: Exclude<Source, { kind: 'file' }>): string {
  return source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`
}

function toolOf(tool: ChatTool, context: EncodeContext): JsonObject[] {
  if (tool.kind === 'hosted') return none(context, `tools.${tool.type}`)
  const { name, description, schema, strict } = tool
  if (tool.cache !== undefined) context.drop('cache_control')
  return [{ type: 'function', function: { name, description, parameters: schema ?? undefined, strict } }]
}

function toolChoiceOf(choice: ToolChoice): unknown {
  return choice.kind === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.kind
}

function formatOf(format: AnswerFormat): JsonObject {
  if (format.kind === 'json') return { type: 'json_object' }
  const { name, schema, strict, description } = format
  return { type: 'json_schema', json_schema: { name, schema, strict, description } }
}

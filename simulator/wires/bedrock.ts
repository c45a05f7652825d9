/** AWS Bedrock's Converse and ConverseStream, framed and signed as there. */

import { crc32 } from 'node:zlib'
import aws4 from 'aws4'
import type { Choice } from '../chat-answer'
import type { BadRequest, ChatRequest } from '../chat-request'
import type { JsonObject } from '../json'
import { type ConverseRequest, converseAnswer, converseRequest } from './bedrock-schema'
import { bedrockEmbeddings } from './embeddings'
import { chatRequest, faultOf, type SimulatedWire, type WireAnswer, type WireEvent, type WireUsage } from './wire'

/** The one access key it knows. */
export const bedrockKey = { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated-secret-access-key' }
const REGION = 'us-east-1'

export const bedrockWire: SimulatedWire = {
  embeddings: bedrockEmbeddings,
  keyOf(headers, url, body) {
    const date = String(headers['x-amz-date'] ?? '')
    const path = url.pathname + url.search
    const request = { host: String(headers.host), method: 'POST', path, service: 'bedrock', region: REGION, body }
    const signed = aws4.sign({ ...request, headers: { 'Content-Type': 'application/json', 'X-Amz-Date': date } }, bedrockKey)
    return signed.headers?.Authorization === headers.authorization ? bedrockKey.accessKeyId : ''
  },
  route(path) {
    const invoked = /^model\/([^/]+)\/invoke$/.exec(path)?.[1]
    if (invoked !== undefined) return { operation: 'embeddings', deployment: decodeURIComponent(invoked), isStream: null }
    const match = /^model\/([^/]+)\/(converse|converse-stream)$/.exec(path)
    if (!match) return null
    return { operation: 'chat', deployment: decodeURIComponent(match[1] ?? ''), isStream: match[2] === 'converse-stream' }
  },
  error(status, message, kind) {
    const code = kind === 'key' ? 403 : status
    const type = kind === 'key' ? 'InvalidSignatureException' : (types[code] ?? 'InternalServerException')
    return { status: code, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } }
  },
  read,
  whole: (answer) => converseAnswer.parse(wholeOf(answer)) as JsonObject,
  events,
  streamType: 'application/vnd.amazon.eventstream',
  caches: 'marked',
  isMarked: (body) => JSON.stringify(body).includes('"cachePoint"'),
  models: (names) => ({ modelSummaries: names.map((modelId) => ({ modelId })) }),
}

const types: Record<number, string> = {
  400: 'ValidationException',
  404: 'ResourceNotFoundException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
}

function read(value: unknown): ChatRequest | BadRequest {
  const parsed = converseRequest.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error)
  const body = parsed.data
  const { inferenceConfig: config = {}, toolConfig, outputConfig } = body
  const choice = toolConfig?.toolChoice
  const system = (body.system ?? []).map(({ text }) => text ?? '').join('\n')
  const said = body.messages.map(({ role, content }) => ({ role, content: textOf(content) }))
  const schema = outputConfig?.textFormat.structure.jsonSchema?.schema
  const thinking = body.additionalModelRequestFields?.thinking
  return chatRequest({
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...said],
    maxTokens: config.maxTokens ?? null,
    stop: config.stopSequences ?? [],
    tools: (toolConfig?.tools ?? []).flatMap(({ toolSpec }) =>
      toolSpec ? [{ function: { name: toolSpec.name, parameters: toolSpec.inputSchema.json } }] : [],
    ),
    toolChoice: choice?.any ? 'required' : choice?.tool ? { function: { name: choice.tool.name } } : 'auto',
    responseFormat: schema === undefined ? null : { type: 'json_schema', json_schema: { schema: JSON.parse(schema) } },
    images: body.messages.flatMap(({ content }) => content.filter(({ image }) => image).map(() => ({ detail: 'low' }))),
    thinks: thinking !== undefined,
    isAfterResult: body.messages.at(-1)?.content.some(({ toolResult }) => toolResult !== undefined),
  })
}

function textOf(content: ConverseRequest['messages'][number]['content']): string {
  return content
    .map(({ text, toolResult }) => text ?? (toolResult?.content ?? []).map((one) => one.text ?? '').join('\n'))
    .join('\n')
}

function usageOf(usage: WireUsage): JsonObject {
  return {
    inputTokens: usage.input,
    outputTokens: usage.output,
    totalTokens: usage.input + usage.cacheRead + usage.cacheWrite + usage.output,
    cacheReadInputTokens: usage.cacheRead,
    cacheWriteInputTokens: usage.cacheWrite,
  }
}

function reasonOf(choice: Choice | undefined): string {
  if (choice?.sequence) return 'stop_sequence'
  return { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'end_turn' }[choice?.finish ?? 'stop']
}

const SIGNATURE = 'EqQBsimulated'

type Tool = { id: string; name: string; text: string }

function toolsOf(choice: Choice): Tool[] {
  const text = choice.pieces.map((piece) => piece.text).join('')
  return choice.tool ? [{ ...choice.tool, text }, ...choice.more] : []
}

function wholeOf({ choices: [choice], usage }: WireAnswer): JsonObject {
  const content: JsonObject[] = []
  if (choice && choice.thought !== '')
    content.push({ reasoningContent: { reasoningText: { text: choice.thought, signature: SIGNATURE } } })
  const tools = choice ? toolsOf(choice) : []
  for (const { id, name, text } of tools) content.push({ toolUse: { toolUseId: `tooluse_${id}`, name, input: JSON.parse(text) } })
  const text = (choice?.pieces ?? []).map((piece) => piece.text).join('')
  if (tools.length === 0 && text !== '') content.push({ text })
  return {
    output: { message: { role: 'assistant', content } },
    stopReason: reasonOf(choice),
    usage: usageOf(usage),
    metrics: { latencyMs: 12 },
  }
}

function events({ choices: [choice], usage }: WireAnswer): WireEvent[] {
  const list: WireEvent[] = []
  const add = (type: string, payload: object, tokens = 0) => list.push({ bytes: frame(type, JSON.stringify(payload)), tokens })
  let contentBlockIndex = 0
  const delta = (value: object, tokens = 0) => add('contentBlockDelta', { contentBlockIndex, delta: value }, tokens)
  const stop = () => {
    add('contentBlockStop', { contentBlockIndex })
    contentBlockIndex++
  }
  add('messageStart', { role: 'assistant' })
  if (choice && choice.thought !== '') {
    for (const text of choice.thought.split(/(?<= )/)) delta({ reasoningContent: { text } })
    delta({ reasoningContent: { signature: SIGNATURE } })
    stop()
  }
  const tools = choice ? toolsOf(choice) : []
  for (const { id, name, text } of tools) {
    add('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId: `tooluse_${id}`, name } } })
    for (const input of [text.slice(0, 5), text.slice(5)]) delta({ toolUse: { input } }, 1)
    stop()
  }
  if (choice && tools.length === 0) {
    for (const piece of choice.pieces) delta({ text: piece.text }, piece.tokens)
    stop()
  }
  add('messageStop', { stopReason: reasonOf(choice) })
  add('metadata', { usage: usageOf(usage), metrics: { latencyMs: 12 } })
  return list
}

/** One message of the binary framing. */
export function frame(type: string, payload: string, messageType = 'event'): Buffer {
  const named: [string, string][] = [
    [messageType === 'event' ? ':event-type' : ':exception-type', type],
    [':content-type', 'application/json'],
    [':message-type', messageType],
  ]
  const headers = Buffer.concat(named.map(([name, value]) => header(name, value)))
  const body = Buffer.from(payload)
  const message = Buffer.alloc(12 + headers.length + body.length + 4)
  message.writeUInt32BE(message.length, 0)
  message.writeUInt32BE(headers.length, 4)
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8)
  headers.copy(message, 12)
  body.copy(message, 12 + headers.length)
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4)
  return message
}

function header(name: string, value: string): Buffer {
  const bytes = Buffer.alloc(1 + name.length + 3 + value.length)
  bytes.writeUInt8(name.length, 0)
  bytes.write(name, 1)
  bytes.writeUInt8(7, 1 + name.length)
  bytes.writeUInt16BE(value.length, 2 + name.length)
  bytes.write(value, 4 + name.length)
  return bytes
}

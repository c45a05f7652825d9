/** Google's generateContent, plain and streaming. https://ai.google.dev/api/generate-content */

import type { Choice } from '../chat-answer'
import type { BadRequest, ChatRequest } from '../chat-request'
import type { JsonObject } from '../json'
import { geminiEmbeddings, vertexEmbeddings } from './embeddings'
import { type GenerateRequest, generateAnswer, generateRequest } from './gemini-schema'
import { chatRequest, faultOf, type SimulatedWire, type WireAnswer, type WireEvent, type WireUsage } from './wire'

export const geminiWire: SimulatedWire = {
  keyOf: (headers) => String(headers['x-goog-api-key'] ?? ''),
  route: (path, url) => routeOf(/^v1(?:beta)?\/models(?:\/([^:]+):(\w+))?$/, path, url),
  error(status, message, kind) {
    // A wrong key is a bad request here.
    const code = kind === 'key' ? 400 : status
    const details =
      kind === 'key' ? [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }] : undefined
    return { status: code, body: { error: { code, message, status: statuses[code] ?? 'INTERNAL', details } } }
  },
  read,
  whole: (answer) => generateAnswer.parse(wholeOf(answer)) as JsonObject,
  events,
  streamType: 'text/event-stream',
  caches: 'itself',
  models: (names) => ({ models: names.map((name) => ({ name: `models/${name}`, displayName: name })) }),
  tokenCount: (totalTokens) => ({ totalTokens }),
  embeddings: geminiEmbeddings,
}

/** The same at Vertex AI: another path, and a token in place of the key. */
export const vertexWire: SimulatedWire = {
  ...geminiWire,
  embeddings: vertexEmbeddings,
  keyOf: (headers) => /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? '',
  route: (path, url) =>
    routeOf(/^v1\/projects\/[^/]+\/locations\/[^/]+\/publishers\/google\/models(?:\/([^:]+):(\w+))?$/, path, url),
  error: (status, message, kind) => geminiWire.error(kind === 'key' ? 401 : status, message, kind === 'key' ? 'status' : kind),
}

const statuses: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
}

function routeOf(pattern: RegExp, path: string, url: URL): ReturnType<SimulatedWire['route']> {
  const match = pattern.exec(path)
  if (!match) return null
  const [, name, method] = match
  if (name === undefined) return { operation: 'models', deployment: null, isStream: null }
  if (method === 'batchEmbedContents' || method === 'predict')
    return { operation: 'embeddings', deployment: decodeURIComponent(name), isStream: null }
  const deployment = decodeURIComponent(name)
  if (method === 'countTokens') return { operation: 'countTokens', deployment, isStream: null }
  if (method === 'generateContent') return { operation: 'chat', deployment, isStream: false }
  if (method === 'streamGenerateContent' && url.searchParams.get('alt') === 'sse')
    return { operation: 'chat', deployment, isStream: true }
  return null
}

function read(value: unknown): ChatRequest | BadRequest {
  const parsed = generateRequest.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error)
  const body = parsed.data
  const config = body.generationConfig ?? {}
  const calling = body.toolConfig?.functionCallingConfig
  const [only] = calling?.allowedFunctionNames ?? []
  const choice =
    calling?.mode === 'ANY' ? (only === undefined ? 'required' : { function: { name: only } }) : calling?.mode?.toLowerCase()
  const system = (body.systemInstruction?.parts ?? []).map((part) => part.text ?? '').join('\n')
  const said = body.contents.map(({ role, parts }) => ({ role: role === 'model' ? 'assistant' : 'user', content: textOf(parts) }))
  const schema = config.responseJsonSchema ?? config.responseSchema
  const format =
    config.responseMimeType !== 'application/json'
      ? null
      : schema
        ? { type: 'json_schema', json_schema: { schema } }
        : { type: 'json_object' }
  return chatRequest({
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...said],
    n: config.candidateCount ?? 1,
    maxTokens: config.maxOutputTokens ?? null,
    stop: config.stopSequences ?? [],
    tools: (body.tools ?? [])
      .flatMap((tool) => tool.functionDeclarations)
      .map((tool) => ({ function: { name: tool.name, parameters: tool.parametersJsonSchema ?? tool.parameters } })),
    toolChoice: choice,
    responseFormat: format,
    images: body.contents.flatMap(({ parts }) =>
      parts.filter((part) => part.inlineData ?? part.fileData).map(() => ({ detail: 'low' })),
    ),
    thinks: config.thinkingConfig?.includeThoughts === true && config.thinkingConfig.thinkingBudget !== 0,
    isAfterResult: body.contents.at(-1)?.parts.some((part) => part.functionResponse !== undefined),
  })
}

function textOf(parts: GenerateRequest['contents'][number]['parts']): string {
  return parts
    .map((part) => part.text ?? JSON.stringify(part.functionResponse?.response ?? part.functionCall?.name ?? ''))
    .join('\n')
}

function usageOf(usage: WireUsage): JsonObject {
  const prompt = usage.input + usage.cacheRead
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: usage.output - usage.reasoning,
    totalTokenCount: prompt + usage.output,
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: prompt }],
  }
}

function wholeOf({ id, model, choices, usage }: WireAnswer): JsonObject {
  return {
    candidates: choices.map((choice, index) => ({
      content: { role: 'model', parts: [...thoughtOf(choice), ...partsOf(choice)] },
      finishReason: choice.finish === 'length' ? 'MAX_TOKENS' : 'STOP',
      index,
    })),
    usageMetadata: usageOf(usage),
    modelVersion: model,
    responseId: id,
  }
}

function thoughtOf({ thought }: Choice): JsonObject[] {
  return thought === '' ? [] : [{ text: thought, thought: true, thoughtSignature: 'CiQB0e2Kbsimulated' }]
}

function partsOf(choice: Choice): JsonObject[] {
  const text = choice.pieces.map((piece) => piece.text).join('')
  if (!choice.tool) return text === '' ? [] : [{ text }]
  const calls = [{ id: choice.tool.id, name: choice.tool.name, text }, ...choice.more]
  return calls.map(({ id, name, text: input }) => ({
    functionCall: { id, name, args: objectOf(input) },
    thoughtSignature: 'CtcBsimulated',
  }))
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function events(answer: WireAnswer): WireEvent[] {
  const { id, model, choices, usage } = answer
  const list: WireEvent[] = []
  const add = (candidate: JsonObject, tokens: number, more: JsonObject) => {
    const body = generateAnswer.parse({ candidates: [candidate], modelVersion: model, responseId: id, ...more })
    list.push({ bytes: `data: ${JSON.stringify(body)}\r\n\r\n`, tokens })
  }
  const prompt = usage.input + usage.cacheRead
  for (const [index, choice] of choices.entries()) {
    const say = (part: JsonObject, tokens: number) => {
      // What was used so far: it grows with every piece.
      const soFar = { promptTokenCount: prompt, candidatesTokenCount: tokens, totalTokenCount: prompt + tokens }
      add({ content: { role: 'model', parts: [part] }, index }, tokens, { usageMetadata: soFar })
    }
    for (const part of thoughtOf(choice)) say(part, 0)
    if (choice.tool) for (const part of partsOf(choice)) say(part, choice.tokens)
    else for (const piece of choice.pieces) say({ text: piece.text }, piece.tokens)
    const finishReason = choice.finish === 'length' ? 'MAX_TOKENS' : 'STOP'
    const isLast = index === choices.length - 1
    add(
      { content: { role: 'model', parts: [{ text: '' }] }, finishReason, index },
      0,
      isLast ? { usageMetadata: usageOf(usage) } : {},
    )
  }
  return list
}

/** The official clients of each dialect as one kind of caller, so that the same question can be asked by all of them. */
import Anthropic from '@anthropic-ai/sdk'
import { type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'

export type Asked = {
  model: string
  text: string
  system?: string
  image?: string
  maxTokens?: number
  stop?: string
  tool?: boolean
  /** Answers the tool with this, and goes on. */
  result?: string
  schema?: boolean
  thinks?: boolean
  isStream: boolean
}

export type Heard = {
  text: string
  thought: string
  tools: { id: string; name: string; input: Record<string, unknown> }[]
  stop: string
  input: number
  output: number
}

export type Surface = { name: string; ask(asked: Asked): Promise<Heard> }

export const toolSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const
export const answerSchema = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'integer' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
} as const
const about = 'The weather in a city.'

export function surfacesOf(
  url: string,
  key: string,
): Record<'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini', Surface> {
  return {
    'openai-chat': {
      name: 'openai chat',
      ask: (asked) => askOpenai(new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 }), asked),
    },
    'openai-responses': {
      name: 'openai responses',
      ask: (asked) => askResponses(new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 }), asked),
    },
    anthropic: {
      name: 'anthropic messages',
      ask: (asked) => askAnthropic(new Anthropic({ baseURL: `${url}/anthropic`, apiKey: key, maxRetries: 0 }), asked),
    },
    gemini: {
      name: 'gemini generateContent',
      ask: (asked) => askGemini(new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${url}/gemini` } }), asked),
    },
  }
}

async function askOpenai(client: OpenAI, asked: Asked): Promise<Heard> {
  const content: OpenAI.ChatCompletionContentPart[] = [{ type: 'text', text: asked.text }]
  if (asked.image) content.push({ type: 'image_url', image_url: { url: `data:image/png;base64,${asked.image}` } })
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content }]
  if (asked.system) messages.unshift({ role: 'system', content: asked.system })
  const schema = { name: 'answer', schema: answerSchema, strict: true }
  const body: OpenAI.ChatCompletionCreateParamsNonStreaming = {
    model: asked.model,
    messages,
    max_completion_tokens: asked.maxTokens ?? 4_000,
    ...(asked.stop ? { stop: asked.stop } : {}),
    ...(asked.tool
      ? { tools: [{ type: 'function', function: { name: 'weather', description: about, parameters: toolSchema } }] }
      : {}),
    ...(asked.schema ? { response_format: { type: 'json_schema', json_schema: schema } } : {}),
    ...(asked.thinks ? { reasoning_effort: 'medium' } : {}),
  }
  const first = await completeOpenai(client, body, asked.isStream)
  if (asked.result === undefined) return heardOfOpenai(first)
  const message = first.choices[0]?.message as OpenAI.ChatCompletionMessage
  const results = (message.tool_calls ?? []).map((call) => ({
    role: 'tool' as const,
    tool_call_id: call.id,
    content: asked.result ?? '',
  }))
  return heardOfOpenai(await completeOpenai(client, { ...body, messages: [...messages, message, ...results] }, asked.isStream))
}

function completeOpenai(client: OpenAI, body: OpenAI.ChatCompletionCreateParamsNonStreaming, isStream: boolean) {
  if (!isStream) return client.chat.completions.create(body)
  return client.chat.completions.stream({ ...body, stream: true, stream_options: { include_usage: true } }).finalChatCompletion()
}

function heardOfOpenai({ choices: [choice], usage }: OpenAI.ChatCompletion): Heard {
  const message = choice?.message
  const calls = (message?.tool_calls ?? []).filter((call) => call.type === 'function')
  return {
    text: message?.content ?? '',
    thought: thoughtOf(message),
    tools: calls.map((call) => ({ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) })),
    stop: { stop: 'end', length: 'length', tool_calls: 'tools', content_filter: 'filter', function_call: 'tools' }[
      choice?.finish_reason ?? 'stop'
    ],
    input: usage?.prompt_tokens ?? 0,
    output: usage?.completion_tokens ?? 0,
  }
}

/** Some call it one thing, some the other. */
function thoughtOf(message: object | undefined): string {
  const { reasoning_content: content, reasoning } = (message ?? {}) as { reasoning_content?: string; reasoning?: string }
  return content ?? reasoning ?? ''
}

async function askResponses(client: OpenAI, asked: Asked): Promise<Heard> {
  const content: OpenAI.Responses.ResponseInputContent[] = [{ type: 'input_text', text: asked.text }]
  if (asked.image) content.push({ type: 'input_image', image_url: `data:image/png;base64,${asked.image}`, detail: 'auto' })
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content }]
  const body: OpenAI.Responses.ResponseCreateParamsNonStreaming = {
    model: asked.model,
    input,
    max_output_tokens: asked.maxTokens ?? 4_000,
    ...(asked.system ? { instructions: asked.system } : {}),
    ...(asked.tool
      ? { tools: [{ type: 'function', name: 'weather', description: about, parameters: toolSchema, strict: true }] }
      : {}),
    ...(asked.schema ? { text: { format: { type: 'json_schema', name: 'answer', schema: answerSchema, strict: true } } } : {}),
    ...(asked.thinks ? { reasoning: { effort: 'medium', summary: 'auto' } } : {}),
  }
  const ask = (more: object) =>
    asked.isStream
      ? client.responses.stream({ ...body, ...more, stream: true }).finalResponse()
      : client.responses.create({ ...body, ...more })
  const first = await ask({})
  if (asked.result === undefined) return heardOfResponse(first)
  const results = first.output.flatMap((item) =>
    item.type === 'function_call' ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: asked.result }] : [],
  )
  return heardOfResponse(await ask({ input: [...input, ...first.output, ...results] }))
}

function heardOfResponse({ output, output_text, status, incomplete_details, usage }: OpenAI.Responses.Response): Heard {
  const tools = output.flatMap((item) =>
    item.type === 'function_call' ? [{ id: item.call_id, name: item.name, input: JSON.parse(item.arguments) }] : [],
  )
  const thoughts = output.flatMap((item) => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : []))
  const cut = incomplete_details?.reason === 'content_filter' ? 'filter' : 'length'
  return {
    text: output_text,
    thought: thoughts.join(''),
    tools,
    stop: status === 'incomplete' ? cut : tools.length > 0 ? 'tools' : 'end',
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
  }
}

async function askAnthropic(client: Anthropic, asked: Asked): Promise<Heard> {
  const content: Anthropic.ContentBlockParam[] = [{ type: 'text', text: asked.text }]
  if (asked.image) content.push({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: asked.image } })
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content }]
  const body: Anthropic.MessageCreateParamsNonStreaming = {
    model: asked.model,
    max_tokens: asked.maxTokens ?? 4_000,
    messages,
    ...(asked.system ? { system: asked.system } : {}),
    ...(asked.stop ? { stop_sequences: [asked.stop] } : {}),
    ...(asked.tool
      ? { tools: [{ name: 'weather', description: about, input_schema: { ...toolSchema, required: ['city'] } }] }
      : {}),
    ...(asked.schema ? { output_config: { format: { type: 'json_schema', schema: answerSchema } } } : {}),
    ...(asked.thinks ? { thinking: { type: 'enabled', budget_tokens: 1_024 } } : {}),
  }
  const ask = (more: object) =>
    asked.isStream ? client.messages.stream({ ...body, ...more }).finalMessage() : client.messages.create({ ...body, ...more })
  const first = await ask({})
  if (asked.result === undefined) return heardOfAnthropic(first)
  const results = first.content.flatMap((block) =>
    block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: asked.result }] : [],
  )
  const more = [...messages, { role: 'assistant', content: first.content }, { role: 'user', content: results }]
  return heardOfAnthropic(await ask({ messages: more }))
}

function heardOfAnthropic({ content, stop_reason, usage }: Anthropic.Message): Heard {
  const stops: Record<string, string> = {
    end_turn: 'end',
    max_tokens: 'length',
    tool_use: 'tools',
    stop_sequence: 'end',
    refusal: 'filter',
  }
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thought: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    tools: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input as Record<string, unknown> }] : [],
    ),
    stop: stops[stop_reason ?? ''] ?? String(stop_reason),
    input: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
    output: usage.output_tokens,
  }
}

async function askGemini(client: GoogleGenAI, asked: Asked): Promise<Heard> {
  const parts: object[] = [{ text: asked.text }]
  if (asked.image) parts.push({ inlineData: { mimeType: 'image/png', data: asked.image } })
  const contents: { role: string; parts: object[] }[] = [{ role: 'user', parts }]
  const config = {
    maxOutputTokens: asked.maxTokens ?? 4_000,
    ...(asked.system ? { systemInstruction: asked.system } : {}),
    ...(asked.stop ? { stopSequences: [asked.stop] } : {}),
    ...(asked.tool
      ? { tools: [{ functionDeclarations: [{ name: 'weather', description: about, parametersJsonSchema: toolSchema }] }] }
      : {}),
    ...(asked.schema ? { responseMimeType: 'application/json', responseJsonSchema: answerSchema } : {}),
    ...(asked.thinks ? { thinkingConfig: { thinkingBudget: 1_024, includeThoughts: true } } : {}),
  }
  const first = await generate(client, { model: asked.model, contents, config }, asked.isStream)
  if (asked.result === undefined) return first.heard
  const results = first.heard.tools.map(({ id, name }) => ({
    functionResponse: { id, name, response: { result: asked.result } },
  }))
  const more = [...contents, { role: 'model', parts: first.parts }, { role: 'user', parts: results }]
  return (await generate(client, { model: asked.model, contents: more, config }, asked.isStream)).heard
}

type GeminiPart = {
  text?: string
  thought?: boolean
  functionCall?: { id?: string; name?: string; args?: Record<string, unknown> }
}

async function generate(client: GoogleGenAI, request: { model: string; contents: object[]; config: object }, isStream: boolean) {
  const answers: GenerateContentResponse[] = []
  if (isStream) for await (const piece of await client.models.generateContentStream(request as never)) answers.push(piece)
  else answers.push(await client.models.generateContent(request as never))
  const parts = answers.flatMap((answer) => (answer.candidates?.[0]?.content?.parts ?? []) as GeminiPart[])
  const usage = answers.findLast((answer) => answer.usageMetadata)?.usageMetadata
  const reason = answers.findLast((answer) => answer.candidates?.[0]?.finishReason)?.candidates?.[0]?.finishReason
  const tools = parts.flatMap(({ functionCall: call }) =>
    call ? [{ id: call.id ?? '', name: call.name ?? '', input: call.args ?? {} }] : [],
  )
  const stops: Record<string, string> = { STOP: tools.length > 0 ? 'tools' : 'end', MAX_TOKENS: 'length', SAFETY: 'filter' }
  const heard: Heard = {
    text: parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join(''),
    thought: parts.map((part) => (part.thought ? (part.text ?? '') : '')).join(''),
    tools,
    stop: stops[String(reason)] ?? String(reason),
    input: usage?.promptTokenCount ?? 0,
    output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
  }
  return { heard, parts: parts.filter((part) => part.functionCall ?? part.text) }
}

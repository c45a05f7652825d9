/** A streamed chat call from the browser: what comes, as it comes. The key goes in the header; no cookie is sent. */

export type ChatUsage = { prompt: number; cached: number; completion: number; reasoning: number }

export type ToolCall = { id: string; name: string; arguments: string }

export type ChatEvent =
  | { kind: 'text'; text: string }
  | { kind: 'tool'; index: number; id: string; name: string; arguments: string }
  | { kind: 'usage'; usage: ChatUsage }
  | { kind: 'end'; reason: string }

/** What the gateway says beside the answer. */
export type ChatOpened = { callId: string | null; left: { requests: string | null; tokens: string | null } }

/** The gateway or a provider did not do it: its own code and sentence. */
export class CallRefused extends Error {
  override name = 'CallRefused'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly callId: string | null,
    readonly retryAfterS: number | null,
  ) {
    super(message)
  }
}

/** Sends the body as a stream; `onOpened` hears of the answer's head, then every event is yielded. */
export async function* streamChat(
  key: string,
  body: Record<string, unknown>,
  signal: AbortSignal,
  onOpened: (opened: ChatOpened) => void,
): AsyncGenerator<ChatEvent> {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    credentials: 'omit',
    signal,
  })
  if (!response.ok || !response.body) throw await refusalOf(response)
  const { headers } = response
  onOpened({
    callId: headers.get('x-request-id'),
    left: { requests: headers.get('x-ratelimit-remaining-requests'), tokens: headers.get('x-ratelimit-remaining-tokens') },
  })
  for await (const data of readEvents(response.body)) {
    if (data === '[DONE]') return
    yield* eventsOf(JSON.parse(data) as Chunk, headers.get('x-request-id'))
  }
}

/** The data of each event, however the bytes are cut. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      const lines = rest.split(/\r\n|\n|\r(?!$)/)
      rest = done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim()
      if (done) return
    }
  } finally {
    reader.releaseLock()
  }
}

type Chunk = {
  error?: { code?: string | null; message?: string }
  choices?: {
    delta?: {
      content?: string | null
      tool_calls?: { index: number; id?: string; function?: { name?: string; arguments?: string } }[]
    }
    finish_reason?: string | null
  }[]
  usage?: {
    prompt_tokens?: number
    completion_tokens?: number
    prompt_tokens_details?: { cached_tokens?: number } | null
    completion_tokens_details?: { reasoning_tokens?: number } | null
  } | null
}

function* eventsOf({ error, choices = [], usage }: Chunk, callId: string | null): Generator<ChatEvent> {
  if (error) throw new CallRefused(502, error.code ?? 'upstream_failed', error.message ?? 'The answer broke off.', callId, null)
  for (const { delta, finish_reason } of choices) {
    if (delta?.content) yield { kind: 'text', text: delta.content }
    for (const call of delta?.tool_calls ?? []) {
      const { name = '', arguments: text = '' } = call.function ?? {}
      yield { kind: 'tool', index: call.index, id: call.id ?? '', name, arguments: text }
    }
    if (finish_reason) yield { kind: 'end', reason: finish_reason }
  }
  if (usage) {
    yield {
      kind: 'usage',
      usage: {
        prompt: usage.prompt_tokens ?? 0,
        cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
        completion: usage.completion_tokens ?? 0,
        reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
      },
    }
  }
}

async function refusalOf(response: Response): Promise<CallRefused> {
  const callId = response.headers.get('x-request-id')
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string | null; message?: string } }
  const code = response.headers.get('x-tollgate-code') ?? error?.code ?? 'provider_refused'
  const message = error?.message ?? `The gateway answered ${response.status}.`
  return new CallRefused(response.status, code, message, callId, Number.isNaN(retryAfter) ? null : retryAfter)
}

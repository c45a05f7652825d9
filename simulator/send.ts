/** Sends what was prepared: a body, an error, a stream; and breaks it where the resource's mode says so. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireError } from './errors'
import type { SimulatedMode } from './modes'
import type { PreparedChat } from './prepared-chat'
import type { SimulatedResource } from './resources'

export type Pace = { thinkMs: number; chunkMs: number }

/** How far an answer got. */
export type SendResult = { isWhole: boolean; tokensSent: number }

export function sendError(response: ServerResponse, resource: SimulatedResource | null, error: WireError): void {
  const body = JSON.stringify(error.body)
  response.writeHead(error.status, {
    ...(resource ? headersOf(resource) : {}),
    ...error.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

export async function sendWhole(
  response: ServerResponse,
  resource: SimulatedResource,
  body: string,
  mode: SimulatedMode,
): Promise<boolean> {
  const bytes = Buffer.from(mode.mode === 'garbage' ? '<html>upstream connect error</html>' : body)
  response.writeHead(200, { ...headersOf(resource), 'content-type': 'application/json', 'content-length': bytes.length })
  if (mode.mode === 'die-mid-stream') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy())
    return false
  }
  response.end(bytes)
  return true
}

export async function sendStream(
  response: ServerResponse,
  resource: SimulatedResource,
  prepared: PreparedChat,
  mode: SimulatedMode,
  pace: Pace,
): Promise<SendResult> {
  response.writeHead(200, {
    ...headersOf(resource),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  })
  const dieAfter = mode.mode === 'die-mid-stream' ? (mode.afterChunks ?? 3) : Number.POSITIVE_INFINITY
  let tokensSent = 0
  let sent = 0
  for (const event of prepared.events()) {
    if (response.destroyed) return { isWhole: false, tokensSent }
    if (sent >= dieAfter) {
      // What was written should arrive; only then the line goes dead.
      await sleep(20)
      response.destroy()
      return { isWhole: false, tokensSent }
    }
    const data = mode.mode === 'garbage' && sent === 1 ? '{"id": "chatcmpl-' : event.data
    await write(response, `data: ${data}\n\n`)
    tokensSent += event.tokens
    sent++
    await rest(pace.chunkMs, sent)
  }
  if (response.destroyed) return { isWhole: false, tokensSent }
  response.end('data: [DONE]\n\n')
  return { isWhole: true, tokensSent }
}

/** A stream of named events, such as those of the Responses API. */
export async function sendEvents(
  response: ServerResponse,
  resource: SimulatedResource,
  events: readonly { [field: string]: unknown }[],
  mode: SimulatedMode,
  pace: Pace,
): Promise<boolean> {
  response.writeHead(200, { ...headersOf(resource), 'content-type': 'text/event-stream; charset=utf-8' })
  const dieAfter = mode.mode === 'die-mid-stream' ? (mode.afterChunks ?? 6) : Number.POSITIVE_INFINITY
  for (const [sent, event] of events.entries()) {
    if (response.destroyed) return false
    if (sent >= dieAfter) {
      await sleep(20)
      response.destroy()
      return false
    }
    const data = mode.mode === 'garbage' && sent === 1 ? '{"type": "resp' : JSON.stringify(event)
    await write(response, `event: ${event.type}\ndata: ${data}\n\n`)
    await rest(pace.chunkMs, sent + 1)
  }
  response.end()
  return true
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.write(text) || response.destroyed) return
  await Promise.race([once(response, 'drain'), once(response, 'close')])
}

/** Between two chunks: as long as was asked for; else now and then a turn of the event loop, so that others get theirs. */
async function rest(chunkMs: number, sent: number): Promise<void> {
  if (chunkMs > 0) await sleep(chunkMs)
  else if (sent % 16 === 0) await new Promise(setImmediate)
}

function headersOf(resource: SimulatedResource): Record<string, string> {
  const id = randomUUID()
  const common = { 'x-request-id': id, 'x-ratelimit-remaining-requests': '999', 'x-ratelimit-remaining-tokens': '149000' }
  if (resource.kind === 'azure-openai') {
    const { spilledTo, utilization } = resource
    return {
      ...common,
      'apim-request-id': id,
      'x-ms-region': resource.region,
      ...(spilledTo === undefined ? {} : { 'x-ms-spillover-deployment': spilledTo }),
      ...(utilization === undefined ? {} : { 'azure-openai-deployment-utilization': `${utilization}%` }),
    }
  }
  return {
    ...common,
    'openai-processing-ms': '12',
    'openai-version': '2020-10-01',
    'x-ratelimit-limit-requests': '1000',
    'x-ratelimit-limit-tokens': '150000',
  }
}

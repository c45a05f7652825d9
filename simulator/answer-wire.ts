/** One call of a wire that is not OpenAI's, from its body to its answer and the bill. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerChat } from './chat-answer'
import { isBadRequest } from './chat-request'
import type { WireError } from './errors'
import { isObject, type JsonObject } from './json'
import type { SimulatedMode } from './modes'
import { countPromptTokens } from './prompt-tokens'
import { modelFacts, type SimulatedResource } from './resources'
import { type Pace, sendWhole } from './send'
import type { TallySubject } from './tally'
import type { SimulatedWire, WireAnswer, WireRoute, WireUsage } from './wires/wire'
import type { World } from './world'

type WireCall = {
  resource: SimulatedResource
  wire: SimulatedWire
  route: WireRoute
  key: string
  body: Buffer
  mode: SimulatedMode
  pace: Pace
}

const FILTER = /trigger the content filter/i

export async function answerWire(world: World, call: WireCall, response: ServerResponse): Promise<void> {
  const { resource, wire, route } = call
  const refuse = (error: WireError) => sendWireError(response, error)
  if (route.operation === 'models')
    return void (await sendWhole(response, resource, JSON.stringify(wire.models(Object.keys(resource.deployments))), call.mode))
  const parsed = parse(call.body)
  if (!isObject(parsed)) return refuse(wire.error(400, 'The body is not a JSON object.', 'request'))
  const deployment = route.deployment ?? (typeof parsed.model === 'string' ? parsed.model : '')
  const name = resource.deployments[deployment]
  if (name === undefined) return refuse(wire.error(404, `model: ${deployment}`, 'model'))
  const subject: TallySubject = { resource: resource.name, deployment, model: name, key: call.key.slice(-4) }
  if (route.operation === 'embeddings') return answerEmbeddings(world, call, parsed, subject, response)
  const request = wire.read(route.operation === 'countTokens' ? { max_tokens: 1, ...parsed } : parsed, route)
  if (isBadRequest(request)) {
    world.tally.refuse(subject)
    return refuse(wire.error(400, request.message, 'request'))
  }
  const prompt = countPromptTokens(request)
  if (route.operation === 'countTokens')
    return void (await sendWhole(response, resource, JSON.stringify(wire.tokenCount?.(prompt) ?? {}), call.mode))
  const facts = modelFacts(name)
  if (facts.kind !== 'chat') return refuse(wire.error(400, `${deployment} does not chat.`, 'request'))
  if (FILTER.test(request.allText)) {
    world.tally.refuse(subject)
    return refuse(wire.error(400, 'The prompt was blocked by the content filter.', 'filter'))
  }
  if (prompt + (request.maxTokens ?? 0) > facts.contextWindow)
    return refuse(wire.error(400, `prompt is too long: ${prompt} tokens > ${facts.contextWindow} maximum`, 'length'))
  const choices = answerChat(request, facts)
  const output = choices.reduce((sum, choice) => sum + choice.tokens, 0)
  const reasoning = choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0)
  const usage: WireUsage = { ...promptUsage(world, wire, parsed, request.allText, prompt), output, reasoning }
  const id = randomBytes(12).toString('hex')
  const answer: WireAnswer = { id, model: facts.version, choices, usage, request, body: parsed }
  const billed = { promptTokens: prompt, cachedTokens: usage.cacheRead, completionTokens: output, reasoningTokens: reasoning }
  if (!(route.isStream ?? request.stream)) {
    const isWhole = await sendWhole(response, resource, JSON.stringify(wire.whole(answer)), call.mode)
    return world.tally.serve(subject, billed, isWhole ? 'served' : 'cut')
  }
  const isWhole = await sendWireStream(response, wire, answer, call)
  world.tally.serve(subject, billed, isWhole ? 'served' : 'cut')
}

export function sendWireError(response: ServerResponse, error: WireError): void {
  const body = JSON.stringify(error.body)
  response.writeHead(error.status, {
    ...error.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

async function answerEmbeddings(
  world: World,
  call: WireCall,
  body: JsonObject,
  subject: TallySubject,
  response: ServerResponse,
): Promise<void> {
  const answer = call.wire.embeddings?.(body, call.route)
  if (!answer || ('message' in answer && 'param' in answer)) {
    world.tally.refuse(subject)
    return sendWireError(response, call.wire.error(400, String(answer?.message ?? 'This resource has no embeddings.'), 'request'))
  }
  const isWhole = await sendWhole(response, call.resource, JSON.stringify(answer), call.mode)
  world.tally.serve(
    subject,
    { promptTokens: 0, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 },
    isWhole ? 'served' : 'cut',
  )
}

/** A prompt of some length is read from what was kept of an earlier one, or kept now where the wire bills that. */
function promptUsage(world: World, wire: SimulatedWire, body: JsonObject, text: string, prompt: number) {
  const isKept = wire.caches === 'itself' || (wire.caches === 'marked' && wire.isMarked?.(body) === true)
  const cacheRead = isKept ? world.prompts.countCached(text, prompt) : 0
  const isWritten = wire.caches === 'marked' && isKept && cacheRead === 0 && prompt >= 1024
  const cacheWrite = isWritten ? prompt - (prompt % 128) : 0
  const isForAnHour = wire.isForAnHour?.(body) === true
  return { input: prompt - cacheRead - cacheWrite, cacheRead, cacheWrite, isForAnHour }
}

async function sendWireStream(
  response: ServerResponse,
  wire: SimulatedWire,
  answer: WireAnswer,
  { mode, pace }: WireCall,
): Promise<boolean> {
  response.writeHead(200, { 'content-type': wire.streamType, 'cache-control': 'no-cache' })
  const dieAfter = mode.mode === 'die-mid-stream' ? (mode.afterChunks ?? 6) : Number.POSITIVE_INFINITY
  for (const [sent, event] of wire.events(answer).entries()) {
    if (response.destroyed) return false
    if (sent >= dieAfter) {
      await sleep(20)
      response.destroy()
      return false
    }
    const bytes = mode.mode === 'garbage' && sent === 1 ? 'data: {"half\n\n' : event.bytes
    if (!response.write(bytes) && !response.destroyed) await Promise.race([once(response, 'drain'), once(response, 'close')])
    if (pace.chunkMs > 0) await sleep(pace.chunkMs)
    else if (sent % 16 === 15) await new Promise(setImmediate)
  }
  response.end()
  return true
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

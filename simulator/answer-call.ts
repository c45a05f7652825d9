/** One call, from its bytes to its answer and the bill. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerWire, sendWireError } from './answer-wire'
import { isAzure } from './azure/demo-azure'
import { answerControl } from './control-api'
import { answerDocuments, isDocuments } from './documents'
import { readEmbeddingRequest, wireEmbeddings } from './embeddings'
import { badKey, badRequest, statusError, unknownDeployment, unknownPath, unreadableBody } from './errors'
import { isObject } from './json'
import type { SimulatedMode } from './modes'
import { modelFacts, type SimulatedResource } from './resources'
import { answerResponses } from './responses'
import { type FoundWire, findRoute, findWire, keyOf, type Route } from './route'
import { type Pace, sendError, sendStream, sendWhole } from './send'
import { isPlainOperation, modelOfForm, sendPlain } from './send-plain'
import type { TallySubject } from './tally'
import type { World } from './world'

export async function answerCall(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request)
  const url = new URL(request.url ?? '/', 'http://simulator')
  if (url.pathname.startsWith('/_sim/')) return answerControl(world, request.method ?? 'GET', url, body, response)
  if (isAzure(url)) return world.azure.answer(request, body, response)
  if (isDocuments(url)) {
    remember(world, 'documents', request, body)
    return answerDocuments(world, { method: request.method ?? 'GET', url, headers: request.headers, body }, response)
  }
  const foreign = findWire(url, world.resources)
  const route = findRoute(url, world.resources)
  if (!route) return sendError(response, null, unknownPath('openai', url.pathname))
  const { resource } = route
  remember(world, resource.name, request, body)
  const mode = world.modes.next(resource.name)
  if (!(await isAnswering(mode, request, response))) return
  if (foreign) return answerForeign(world, foreign, { request, response, url, body, mode })
  const key = keyOf(resource.kind, request.headers)
  if (mode.mode === 'status') return sendError(response, resource, statusError(resource.kind, mode.code, mode.retryAfter))
  if (resource.keys.length > 0 && !resource.keys.includes(key)) return sendError(response, resource, badKey(resource.kind, key))
  if (!('operation' in route)) return sendError(response, resource, unknownPath(resource.kind, url.pathname))
  const pace = mode.mode === 'slow' ? { thinkMs: mode.ttfbMs, chunkMs: mode.chunkMs } : world.pace
  if (pace.thinkMs > 0) await sleep(pace.thinkMs)
  await answerRoute(world, { ...route, key, body, mode, pace }, response)
}

type Arrived = { request: IncomingMessage; response: ServerResponse; url: URL; body: Buffer; mode: SimulatedMode }

async function answerForeign(world: World, { resource, wire, path }: FoundWire, arrived: Arrived): Promise<void> {
  const { request, response, url, body, mode } = arrived
  if (mode.mode === 'status') {
    const headers: Record<string, string> = mode.retryAfter === undefined ? {} : { 'retry-after': String(mode.retryAfter) }
    return sendWireError(response, { headers, ...wire.error(mode.code, `The server answered ${mode.code}.`, 'status') })
  }
  const key = wire.keyOf(request.headers, url, body)
  if (resource.keys.length > 0 && !resource.keys.includes(key))
    return sendWireError(response, wire.error(401, 'invalid key', 'key'))
  const route = wire.route(path, url)
  if (!route) return sendWireError(response, wire.error(404, 'Not found', 'path'))
  const pace = mode.mode === 'slow' ? { thinkMs: mode.ttfbMs, chunkMs: mode.chunkMs } : world.pace
  if (pace.thinkMs > 0) await sleep(pace.thinkMs)
  await answerWire(world, { resource, wire, route, key, body, mode, pace }, response)
}

type Answering = Route & { key: string; body: Buffer; mode: SimulatedMode; pace: Pace }

async function answerRoute(world: World, call: Answering, response: ServerResponse): Promise<void> {
  const { resource, operation, body, mode } = call
  if (operation === 'models') {
    await sendWhole(response, resource, JSON.stringify(wireModels(resource)), mode)
    return
  }
  const isForm = operation === 'transcriptions'
  const parsed = isForm
    ? { model: modelOfForm(body) }
    : call.deployment === null || operation === 'embeddings'
      ? parse(body)
      : null
  if (parsed === undefined) return sendError(response, resource, unreadableBody(resource.kind))
  const deployment = call.deployment ?? (isObject(parsed) && typeof parsed.model === 'string' ? parsed.model : '')
  const modelName = resource.deployments[deployment]
  if (isPlainOperation(operation) && modelName !== undefined)
    return sendPlain(world, { ...call, subject: subjectOf(call, deployment, modelName) }, operation, response)
  const model = modelFacts(modelName ?? '')
  if (modelName === undefined || (model.kind === 'embedding') !== (operation === 'embeddings')) {
    return sendError(response, resource, unknownDeployment(resource.kind, deployment))
  }
  const subject = subjectOf(call, deployment, modelName)
  if (model.kind === 'chat' && operation === 'responses') return answerResponses(world, { ...call, subject, model }, response)
  if (model.kind === 'chat') return answerChatCall(world, { ...call, subject, model }, response)
  const request = readEmbeddingRequest(parsed, model.dimensions)
  if ('message' in request) {
    world.tally.refuse(subject)
    return sendError(response, resource, badRequest(request))
  }
  const promptTokens = request.tokenCounts.reduce((sum, count) => sum + count, 0)
  const isWhole = await sendWhole(response, resource, JSON.stringify(wireEmbeddings(request, model.version)), mode)
  const usage = { promptTokens, cachedTokens: 0, completionTokens: 0, reasoningTokens: 0 }
  world.tally.serve(subject, usage, isWhole ? 'served' : 'cut')
}

function subjectOf({ resource, key }: Answering, deployment: string, model: string): TallySubject {
  return { resource: resource.name, deployment, model, key: key.slice(-4) }
}

type ChatCall = Answering & { subject: TallySubject; model: ReturnType<typeof modelFacts> & { kind: 'chat' } }

async function answerChatCall(world: World, call: ChatCall, response: ServerResponse): Promise<void> {
  const prepared = world.chats.prepare(call, call.body)
  if ('status' in prepared) {
    world.tally.refuse(call.subject)
    return sendError(response, call.resource, prepared)
  }
  if (!prepared.isStream) {
    const isWhole = await sendWhole(response, call.resource, prepared.body(), call.mode)
    return world.tally.serve(call.subject, prepared.usage, isWhole ? 'served' : 'cut')
  }
  const { isWhole, tokensSent } = await sendStream(response, call.resource, prepared, call.mode, call.pace)
  const usage = isWhole
    ? prepared.usage
    : { ...prepared.usage, completionTokens: Math.min(tokensSent, prepared.usage.completionTokens) }
  world.tally.serve(call.subject, usage, isWhole ? 'served' : 'cut')
}

/** Plays the modes in which no answer comes at all. */
async function isAnswering(mode: SimulatedMode, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (mode.mode === 'down') response.destroy()
  else if (mode.mode === 'reset') request.socket.resetAndDestroy()
  else if (mode.mode !== 'hang') return true
  return false
}

function wireModels(resource: SimulatedResource): object {
  const created = 1_715_367_049
  return {
    object: 'list',
    data: Object.keys(resource.deployments).map((id) => ({ id, object: 'model', created, owned_by: 'system' })),
  }
}

function remember(world: World, resource: string, request: IncomingMessage, body: Buffer): void {
  if (world.keepRequests === 0) return
  world.requests.push({ resource, path: request.url ?? '', headers: request.headers, body: body.toString() })
  if (world.requests.length > world.keepRequests) world.requests.shift()
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

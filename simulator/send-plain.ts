/** Sends what a model that is no chat answers, and bills nothing: what it used is for its gateway to say. */
import type { ServerResponse } from 'node:http'
import { badRequest } from './errors'
import type { SimulatedMode } from './modes'
import { answerPlain, type PlainOperation, plainPaths } from './plain-operations'
import type { SimulatedResource } from './resources'
import type { Operation } from './route'
import { sendError, sendWhole } from './send'
import type { TallySubject } from './tally'
import type { World } from './world'

const plain: ReadonlySet<string> = new Set(Object.values(plainPaths))

export function isPlainOperation(operation: Operation): operation is PlainOperation {
  return plain.has(operation)
}

type Call = { resource: SimulatedResource; body: Buffer; mode: SimulatedMode; subject: TallySubject }

export async function sendPlain(world: World, call: Call, operation: PlainOperation, response: ServerResponse): Promise<void> {
  const { resource, body, mode, subject } = call
  const answer = answerPlain(operation, operation === 'transcriptions' ? {} : parse(body), subject.model)
  if (answer.kind === 'wrong') {
    world.tally.refuse(subject)
    return sendError(response, resource, badRequest({ message: answer.message, param: answer.param, code: null }))
  }
  if (answer.kind === 'json') {
    await sendWhole(response, resource, JSON.stringify(answer.body), mode)
    return
  }
  if (answer.kind === 'bytes') {
    response.writeHead(200, { 'content-type': answer.contentType, 'content-length': answer.body.length })
    response.end(answer.body)
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const event of answer.events) response.write(`data: ${JSON.stringify(event)}\n\n`)
  response.end('data: [DONE]\n\n')
}

/** The model of a form, which is no JSON. */
export function modelOfForm(body: Buffer): string | null {
  return /name="model"\r\n\r\n([^\r]*)\r\n/.exec(body.toString('latin1'))?.[1] ?? null
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

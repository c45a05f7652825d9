/** One small request to Azure, over a checked connection: a POST where it has a body. Bounded in time and in bytes. */
import * as http from 'node:http'
import * as https from 'node:https'
import { azureAgent } from '@/lib/azure/apim/guarded-agent'
import { Fault } from '@/lib/base/faults'

const TIMEOUT_MS = 20_000
const MOST_BYTES = 1_000_000

export type PlainRequest = { headers?: Record<string, string>; body?: string; mostBytes?: number; timeoutMs?: number }
export type PlainAnswer = { status: number; text: string; header(name: string): string | undefined }

export function sendPlain(
  url: URL,
  { headers = {}, body, mostBytes = MOST_BYTES, timeoutMs = TIMEOUT_MS }: PlainRequest,
): Promise<PlainAnswer> {
  const { request } = url.protocol === 'http:' ? http : https
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const options = {
    method: body === undefined ? 'GET' : 'POST',
    agent: azureAgent(url.protocol),
    timeout: timeoutMs,
    headers: { ...headers, ...length },
  }
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(unreachable(url, cause))
    try {
      const outgoing = request(url, options, (answer) => {
        const parts: Buffer[] = []
        let size = 0
        answer.on('data', (part: Buffer) => {
          size += part.length
          if (size > mostBytes) outgoing.destroy(new Error('too long an answer'))
          else parts.push(part)
        })
        answer.on('error', fail)
        const header = (name: string) => String(answer.headers[name] ?? '') || undefined
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), header }))
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')))
      outgoing.on('error', fail)
      outgoing.end(body)
    } catch (cause) {
      fail(cause)
    }
  })
}

/** Of an error only its kind: its text may quote what was sent. */
export function errorKind(cause: unknown): string {
  return cause instanceof Error ? `${cause.name} ${'code' in cause ? String(cause.code) : ''}`.trim() : 'unknown'
}

function unreachable(url: URL, cause: unknown): Fault {
  if (cause instanceof Fault) return cause
  return new Fault('azure.unreachable', { public: `Nothing answers at ${url.host}.`, internal: errorKind(cause) })
}

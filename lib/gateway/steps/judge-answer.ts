/** What a provider's answer is worth: an answer, a refusal that is the caller's to read, or a failure another member may make good. */
import type { UpstreamOperation } from '@/lib/gateway/providers/provider'
import { AnswerBody } from '@/lib/gateway/steps/answer-body'

export type Verdict =
  /** `json` is null where a refusal has no body to read. */
  | { kind: 'answer'; json: AnswerBody | null }
  /** Nothing a caller could use: half a body, a proxy's page, an error that says 200, a status there is none of. */
  | { kind: 'invalid' }
  /** Our own address, credential or deployment is wrong there: never the caller's fault, and the next member may be right. */
  | { kind: 'misconfigured' }

export function judgeAnswer({ operation, pin }: Asked, status: number, body: Buffer): Verdict {
  if (status < 200 || status > 599) return invalid
  // A redirect is no answer, and is not followed: it would take our credential elsewhere.
  if (status >= 300 && status < 400) return misconfigured
  if (operation === 'service') return judgeService(status, body)
  // What a pinned call asks for may be gone at its backend: that is for its caller to know.
  if (isWrongThere(status) && !(status === 404 && pin !== null)) return misconfigured
  // Sound and subtitles are no JSON; an error is.
  if (status < 300 && (operation === 'speech' || operation === 'transcriptions'))
    return body.length > 0 ? { kind: 'answer', json: AnswerBody.read(body, '') } : invalid
  const json = AnswerBody.read(body, lists[operation])
  if (status >= 400) return { kind: 'answer', json }
  return json?.hasList && json.error === null ? { kind: 'answer', json } : invalid
}

/** What a service says is its caller's to read, but for what is wrong with our own credential there. */
function judgeService(status: number, body: Buffer): Verdict {
  if (status === 401 || status === 403 || status === 407) return misconfigured
  return { kind: 'answer', json: AnswerBody.read(body, '') }
}

type Asked = { operation: UpstreamOperation; pin: unknown }

const invalid: Verdict = { kind: 'invalid' }
const misconfigured: Verdict = { kind: 'misconfigured' }

/** The field every answer of the operation has. */
const lists: Record<UpstreamOperation, string> = {
  chat: 'choices',
  embeddings: 'data',
  responses: 'output',
  completions: 'choices',
  images: 'data',
  speech: '',
  transcriptions: '',
  moderations: 'results',
  rerank: 'results',
  service: '',
}

function isWrongThere(status: number): boolean {
  return status === 401 || status === 403 || status === 404 || status === 405 || status === 407
}

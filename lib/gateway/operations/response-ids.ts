/**
 * A response lives at the backend that made it, and its next turn must go there. Its id says where: what callers see is the
 * provider's id with the backend's mark and a signature for their tenant, so that every replica can read it, nothing has to
 * be remembered, and nobody can go on with another tenant's response.
 */
import { sha256 } from '@/lib/base/digest'
import type { JsonObject } from '@/lib/gateway/json'
import { Refusal } from '@/lib/gateway/refusal'

export type ResponsePin = {
  /** Of the backend that must answer. */
  mark: string
  /** The id as the caller knows it. */
  given: string
}

type Digest = (text: string) => string

const MARK = 8
const SIGNATURE = 16
const SHAPE = new RegExp(`^resp_([\\w-]{${MARK}})([0-9a-f]{${SIGNATURE}})_(.+)$`)

/** The id a caller gets in place of the provider's. */
export function wrapResponseId(digest: Digest, tenantId: string, backendId: string, id: string): string {
  const mark = markOfBackend(backendId)
  return `resp_${mark}${sign(digest, tenantId, mark, id)}_${id}`
}

/** Reads `previous_response_id`, puts the provider's own id in its place, and says which backend it binds the call to. */
export function pinOf(digest: Digest, tenantId: string, body: JsonObject): ResponsePin | null {
  const given = body.previous_response_id
  if (given === undefined || given === null) return null
  const [, mark = '', signature = '', id = ''] = (typeof given === 'string' && SHAPE.exec(given)) || []
  if (typeof given !== 'string' || id === '' || sign(digest, tenantId, mark, id) !== signature) {
    throw new Refusal('invalid_request', "'previous_response_id' names no response of yours.", { param: 'previous_response_id' })
  }
  body.previous_response_id = id
  return { mark, given }
}

export function markOfBackend(backendId: string): string {
  return sha256(`backend ${backendId}`).toString('base64url').slice(0, MARK)
}

/** Puts the caller's ids into a response object. */
export function renameResponse(response: JsonObject, wrap: (id: string) => string, pin: ResponsePin | null): void {
  if (typeof response.id === 'string') response.id = wrap(response.id)
  if (typeof response.previous_response_id === 'string') response.previous_response_id = pin?.given ?? null
}

function sign(digest: Digest, tenantId: string, mark: string, id: string): string {
  return digest(`response ${tenantId} ${mark} ${id}`).slice(0, SIGNATURE)
}

/** Why a call is answered by a model that was not asked for: kept beside its request, for the trace alone. */
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'

export type RouteNote = { asked: string; model: string; why: string }

const notes = new WeakMap<GatewayRequest, RouteNote>()

export function noteRoute(request: GatewayRequest, note: RouteNote): void {
  notes.set(request, note)
}

export function routeNoteOf(request: GatewayRequest): RouteNote | undefined {
  return notes.get(request)
}

/** A browser sends cookies along whoever asked it to. A write by cookie must come from our own pages. */
import { Fault } from '@/lib/base/faults'

/** Throws where a write that rides on a cookie may have been started by another site. */
export function requireSameSite(request: Request, publicUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.headers.has('authorization')) return
  const origin = request.headers.get('origin')
  const isOwn =
    origin === null ? request.headers.get('sec-fetch-site') === 'same-origin' : isOwnOrigin(origin, request, publicUrl)
  if (!isOwn) throw new Fault('request.cross_site', { public: 'A write by cookie must come from the console itself.' })
}

function isOwnOrigin(origin: string, request: Request, publicUrl: string): boolean {
  if (origin === new URL(publicUrl).origin) return true
  const host = request.headers.get('host')
  return host !== null && URL.canParse(origin) && new URL(origin).host === host
}

/** What of a service's answer headers is its caller's: where a job's result will be, what a list goes on with, how to see it unchanged. */
import type { HeaderList } from '@/lib/gateway/call'
import type { Forwarded } from '@/lib/gateway/steps/forward'
import type { UpstreamHeader } from '@/lib/gateway/streams/attempt'

const PASSED = ['content-encoding', 'etag', 'last-modified', 'retry-after', 'content-disposition', 'content-language']
/** They name a place at the backend, which is one of ours: its credential is not the caller's. */
const PLACES = ['location', 'operation-location', 'content-location']

export function serviceHeaders(headers: HeaderList, { reserved, target }: Forwarded, header: UpstreamHeader): void {
  for (const name of PASSED) {
    const value = header(name)
    if (value !== undefined) headers.push(name, value)
  }
  for (const name of PLACES) {
    const place = header(name)
    const ours = place === undefined ? null : placeBelow(place, target.backend)
    if (ours !== null) headers.push(name, `${baseOf(reserved.call)}/services/${encodeURIComponent(reserved.model.name)}${ours}`)
  }
}

/** Path and query below the backend's base; null for a place elsewhere, which a caller could not reach with its key. */
function placeBelow(place: string, { origin, basePath }: { origin: string; basePath: string }): string | null {
  if (!URL.canParse(place, origin)) return null
  const url = new URL(place, origin)
  const isBelow = url.origin === origin && (basePath === '' || url.pathname.startsWith(`${basePath}/`))
  return isBelow ? url.pathname.slice(basePath.length) + url.search : null
}

/** Where the caller has found us, as it says itself: the address goes back to none but it. */
function baseOf(call: { header(name: string): string | undefined }): string {
  const host = call.header('host')
  if (host === undefined || !/^[\w.:[\]-]{1,255}$/.test(host)) return ''
  const isSecure = /^https$/i.test(call.header('x-forwarded-proto') ?? '')
  return `${isSecure ? 'https' : 'http'}://${host}`
}

/** How long a provider asks to be left alone. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after; the -ms forms are Azure's. */
import type { UpstreamHeader } from '@/lib/gateway/streams/attempt'

export function retryAfterOf(header: UpstreamHeader, nowMs: number): number | null {
  const ms = Number(header('retry-after-ms') ?? header('x-ms-retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms) && ms >= 0) return ms
  const value = header('retry-after')
  if (value === undefined || value.trim() === '') return null
  const seconds = Number(value)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}

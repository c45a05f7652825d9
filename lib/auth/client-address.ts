/**
 * Where a request came from. `server.ts` writes x-forwarded-for itself, after it has judged TRUSTED_PROXIES, so what a client
 * put there is gone; the last entry is the one our side wrote.
 */
export function clientAddress(headers: { get(name: string): string | null | undefined }): string | null {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  return last ? last.replace(/^::ffff:/, '').slice(0, 64) : null
}

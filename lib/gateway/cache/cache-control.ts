/** What a caller says of kept answers: RFC 9111's request directives, as far as a gateway can honour them. */
export type CacheWish = {
  /** Neither served from the cache nor kept. */
  noStore: boolean
  /** Fetched anew, and kept. */
  noCache: boolean
  /** The oldest answer that will do; null: any that is kept. */
  maxAgeSeconds: number | null
}

const noWish: CacheWish = Object.freeze({ noStore: false, noCache: false, maxAgeSeconds: null })

export function cacheWishOf(header: string | undefined): CacheWish {
  if (header === undefined || header === '') return noWish
  let noStore = false
  let noCache = false
  let maxAgeSeconds: number | null = null
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', value = ''] = part.trim().split('=')
    if (name === 'no-store') noStore = true
    else if (name === 'no-cache') noCache = true
    else if (name === 'max-age' && /^"?\d{1,9}"?$/.test(value)) maxAgeSeconds = Number(value.replaceAll('"', ''))
  }
  return { noStore, noCache: noCache || maxAgeSeconds === 0, maxAgeSeconds }
}

import type { ProductCache } from '@/lib/contracts/product-cache'

/** What a new product keeps: nothing. */
export const noCache: ProductCache = {
  mode: 'off',
  isolateBy: 'tenant',
  header: null,
  ttlSeconds: 3_600,
  rules: [],
  maxTemperature: 1,
  keepsTools: false,
  keepsImages: false,
  servesWhenExhausted: false,
  semantic: null,
}

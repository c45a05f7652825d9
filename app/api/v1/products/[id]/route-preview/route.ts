import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/products/{id}/route-preview')

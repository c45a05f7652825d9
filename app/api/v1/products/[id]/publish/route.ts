import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/products/{id}/publish')

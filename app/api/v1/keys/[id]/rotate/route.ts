import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/keys/{id}/rotate')

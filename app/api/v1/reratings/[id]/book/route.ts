import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/reratings/{id}/book')

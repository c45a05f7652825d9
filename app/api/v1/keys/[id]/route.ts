import { endpoint } from '@/lib/http/endpoint'

export const { GET, DELETE } = endpoint('/keys/{id}')

import { endpoint } from '@/lib/http/endpoint'

export const { GET, PATCH, DELETE } = endpoint('/azure/instances/{id}')

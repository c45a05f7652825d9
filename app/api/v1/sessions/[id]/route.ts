import { endpoint } from '@/lib/http/endpoint'

export const { DELETE } = endpoint('/sessions/{id}')

import { endpoint } from '@/lib/http/endpoint'

export const { DELETE } = endpoint('/management-tokens/{id}')

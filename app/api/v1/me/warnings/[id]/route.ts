import { endpoint } from '@/lib/http/endpoint'

export const { DELETE } = endpoint('/me/warnings/{id}')

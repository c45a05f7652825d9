import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/backends/{id}/simulate')

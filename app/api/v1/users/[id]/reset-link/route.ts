import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/users/{id}/reset-link')

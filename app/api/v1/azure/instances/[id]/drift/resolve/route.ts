import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/azure/instances/{id}/drift/resolve')

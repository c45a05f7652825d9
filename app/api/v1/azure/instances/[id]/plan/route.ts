import { endpoint } from '@/lib/http/endpoint'

export const { GET, POST } = endpoint('/azure/instances/{id}/plan')

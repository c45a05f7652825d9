import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/azure/publishes/{id}/revert')

import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/azure/imports/{id}/stop')

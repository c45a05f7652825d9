import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/subscriptions/{id}/playground-key')

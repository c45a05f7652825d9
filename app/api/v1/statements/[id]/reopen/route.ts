import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/statements/{id}/reopen')

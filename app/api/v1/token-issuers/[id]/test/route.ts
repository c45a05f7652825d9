import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/token-issuers/{id}/test')

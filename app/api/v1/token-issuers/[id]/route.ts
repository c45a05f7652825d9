import { endpoint } from '@/lib/http/endpoint'

export const { GET, PATCH, DELETE } = endpoint('/token-issuers/{id}')

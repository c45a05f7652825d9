import { endpoint } from '@/lib/http/endpoint'

export const { PATCH, DELETE } = endpoint('/tenants/{id}/members/{userId}')

import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/tenants/{id}/invitations')

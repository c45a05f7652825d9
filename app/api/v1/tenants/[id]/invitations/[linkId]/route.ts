import { endpoint } from '@/lib/http/endpoint'

export const { DELETE } = endpoint('/tenants/{id}/invitations/{linkId}')

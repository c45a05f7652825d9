import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/pools/{id}/traffic')

import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/models/{id}/reference')

import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/exports/focus')

import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/prices/export')

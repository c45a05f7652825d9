import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/azure/usage/pulls')

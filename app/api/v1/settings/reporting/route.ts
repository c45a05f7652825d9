import { endpoint } from '@/lib/http/endpoint'

export const { GET, PATCH } = endpoint('/settings/reporting')

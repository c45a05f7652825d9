import { endpoint } from '@/lib/http/endpoint'

export const { GET } = endpoint('/reports/anomalies')

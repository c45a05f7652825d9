import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/budget-raises/{id}/approve')

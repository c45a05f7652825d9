import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/budgets/{id}/raises')

import { endpoint } from '@/lib/http/endpoint'

export const { GET, PATCH, DELETE } = endpoint('/budgets/{id}')

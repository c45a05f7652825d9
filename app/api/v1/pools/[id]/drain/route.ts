import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/pools/{id}/drain')

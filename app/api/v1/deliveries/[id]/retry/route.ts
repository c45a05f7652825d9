import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/deliveries/{id}/retry')

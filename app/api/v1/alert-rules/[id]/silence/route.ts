import { endpoint } from '@/lib/http/endpoint'

export const { POST } = endpoint('/alert-rules/{id}/silence')

import { endpoint } from '@/lib/http/endpoint'

export const { DELETE } = endpoint('/base-paths/{id}')

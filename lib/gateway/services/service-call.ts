/** A call of a service that is no model of words: its body passes as it came, and only what it uses is read. */
import type { ServiceOperation } from '@/lib/policy/services/service'

export type ServiceCall = {
  operation: ServiceOperation
  /** As the caller wrote them, below the service's name. */
  path: string
  query: string
  contentType: string | undefined
  body: Buffer
  keyHeader: string | null
}

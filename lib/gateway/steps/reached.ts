/** How far a call came: what must be given back and booked when it is refused. */
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'

export type Reached = {
  authenticated: Authenticated | null
  resolved: Resolved | null
  reserved: Reserved | null
  /** Answered: what goes wrong from here on is no fault of the caller's. */
  isForwarded: boolean
}

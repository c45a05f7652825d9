import { type Actor, isAllowedEverywhere } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'

/** Whose tokens the actor may revoke: everybody's, or their own. */
export function revocableTokens(actor: Actor): 'all' | string {
  return isAllowedEverywhere(actor, 'tokens.revoke') ? 'all' : toPublicId('user', actor.userId)
}

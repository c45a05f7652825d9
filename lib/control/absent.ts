/** Why a row was not found: for one the actor may see but not act on, 403; for all others the one 404. */
import type { Action } from '@/lib/access/permissions'
import { type Scope, scope } from '@/lib/access/scope'
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'

export async function absent(
  { actor }: Context,
  noun: string,
  read: Action,
  countWithin: (readable: Scope) => Promise<number>,
): Promise<Fault> {
  if ((await countWithin(scope(actor, read))) > 0) {
    return new Fault('access.denied', { public: `You may see this ${noun}, but your role there does not allow this.` })
  }
  return new Fault('resource.not_found', { public: `There is no such ${noun}.` })
}

/** What a management token's scope covers: `*` everything, `keys.*` a noun, `*.read` a verb, `keys.create` one action. */
import { type Action, actions } from '@/lib/access/permissions'

/** True where no scopes are set (not a token), or one of them covers the action. */
export function isScopeCovering(scopes: readonly string[] | undefined, action: Action): boolean {
  return scopes === undefined || scopes.some((scope) => covers(scope, action))
}

/** True where the scope covers at least one action there is. */
export function isKnownScope(scope: string): boolean {
  return actions.some((action) => covers(scope, action))
}

function covers(scope: string, action: Action): boolean {
  if (scope === '*' || scope === action) return true
  const [noun, verb] = action.split('.')
  return scope === `${noun}.*` || scope === `*.${verb}`
}

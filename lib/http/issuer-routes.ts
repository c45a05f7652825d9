/** The part of the management API about whose tokens callers may bring. */
import { checkToken } from '@/lib/control/token-issuers/check-token'
import { createIssuer, deleteIssuer, updateIssuer } from '@/lib/control/token-issuers/issuer-commands'
import { getIssuer, listIssuers, testIssuer } from '@/lib/control/token-issuers/issuer-queries'
import { route } from '@/lib/http/route'

export const issuerRoutes = {
  '/token-issuers': {
    GET: route('List whose tokens callers may bring', listIssuers),
    POST: route('Trust the tokens of an issuer', createIssuer),
  },
  '/token-issuers/check': { POST: route('What the gateway would make of a token; it is kept nowhere', checkToken) },
  '/token-issuers/{id}': {
    GET: route('Get a token issuer', getIssuer),
    PATCH: route('Change what is asked of its tokens', updateIssuer),
    DELETE: route('Trust it no longer', deleteIssuer),
  },
  '/token-issuers/{id}/test': { POST: route('Ask an issuer for its keys', testIssuer) },
} as const

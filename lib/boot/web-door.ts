/** Hands a Next route's request to the runtime of this process. */
import { CERTIFICATE_HEADER } from '@/lib/boot/client-certificate'
import { startFromNext } from '@/lib/boot/start-from-next'
import { answerWebRequest } from '@/lib/gateway/doors/web-door'

const BASE = '/api/gateway'
/** With a subscription key this is led here (next.config.ts): a rewrite keeps the address that was asked for. */
const MY_USAGE = '/api/v1/me/usage'

/** Answers `/api/gateway/v1/…` and its kin; under plain `next start` this is what starts the runtime, where nothing has yet. */
export async function answerGatewayRequest(request: Request): Promise<Response> {
  const running = await startFromNext()
  const { pathname } = new URL(request.url)
  const path = pathname === MY_USAGE ? '/v1/usage' : pathname.startsWith(BASE) ? pathname.slice(BASE.length) : pathname
  // server.ts has written the one address it believes; without it none can be, and keys bound to networks are refused.
  const address = running.knowsAddresses ? (request.headers.get('x-forwarded-for') ?? '') : ''
  const certificate = running.knowsAddresses ? request.headers.get(CERTIFICATE_HEADER) : null
  return answerWebRequest(running.dataPlane.gateway, request, path, address, certificate)
}

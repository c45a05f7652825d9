/** Hands a Next route's request to the runtime of this process. */
import { callPathOf } from '@/lib/boot/call-path'
import { CERTIFICATE_HEADER } from '@/lib/boot/client-certificate'
import { startFromNext } from '@/lib/boot/start-from-next'
import { answerWebRequest } from '@/lib/gateway/doors/web-door'

/** Answers `/api/gateway/v1/…` and its kin; under plain `next start` this is what starts the runtime, where nothing has yet. */
export async function answerGatewayRequest(request: Request): Promise<Response> {
  const running = await startFromNext()
  if (!running)
    return Response.json({ error: { code: 'unknown_url', message: 'Calls do not come this way here.' } }, { status: 404 })
  const { pathname } = new URL(request.url)
  const path = callPathOf(pathname, request.headers.get('authorization') ?? undefined) ?? pathname
  // server.ts has written the one address it believes; without it none can be, and keys bound to networks are refused.
  const address = running.knowsAddresses ? (request.headers.get('x-forwarded-for') ?? '') : ''
  const certificate = running.knowsAddresses ? request.headers.get(CERTIFICATE_HEADER) : null
  return answerWebRequest(running.dataPlane.gateway, request, path, address, certificate)
}

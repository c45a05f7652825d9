/**
 * The one way to an instance: the official client behind a pipeline of ours. Tokens go to the instance's own address only (a link to
 * the next page may name any), connections are checked, and 429 or 503 are waited for as long as Azure says.
 */
import type { ApiManagementClient } from '@azure/arm-apimanagement'
import { azureAgent } from '@/lib/azure/apim/guarded-agent'
import { sendPlain } from '@/lib/azure/apim/plain-http'
import type { TokenSource } from '@/lib/azure/apim/token-source'
import { sleep, waitOf } from '@/lib/azure/apim/waiting'
import { Fault } from '@/lib/base/faults'

export type ApimPlace = { managementUrl: string; subscriptionId: string; resourceGroup: string; serviceName: string }

export type Apim = {
  sdk: ApiManagementClient
  group: string
  service: string
  /** The instance's id, without a trailing slash. */
  id: string
  /** A GET of a path below the instance's id that the official client has no method for. */
  get(path: string, apiVersion: string): Promise<unknown>
  /** Requests made and time waited because Azure asked for it. */
  readonly effort: { requests: number; waitedMs: number }
}

export type OpenOptions = { tokens: TokenSource; signal?: AbortSignal; onWait?(waitMs: number): void }

const ATTEMPTS = 12
const TIMEOUT_MS = 60_000
/** How often long operations are asked for. */
export const POLL_MS = 250

export async function openApim(place: ApimPlace, options: OpenOptions): Promise<Apim> {
  const { ApiManagementClient } = await import('@azure/arm-apimanagement')
  const { origin, protocol } = new URL(place.managementUrl)
  const effort = { requests: 0, waitedMs: 0 }
  let waitsUntilMs = 0
  /** Of waits at the same time only what nobody has waited yet. */
  const alone = (waitMs: number) => {
    const now = Date.now()
    const until = Math.max(waitsUntilMs, now + waitMs)
    const added = until - Math.max(waitsUntilMs, now)
    waitsUntilMs = until
    return added
  }
  const credential = { getToken: async () => null }
  const sdk = new ApiManagementClient(credential, place.subscriptionId, {
    endpoint: place.managementUrl,
    $host: place.managementUrl,
    allowInsecureConnection: protocol === 'http:',
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'tollgate' },
  })
  // Its own policy refuses any address without TLS, loopback too, and would send the token wherever a link leads.
  sdk.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' })
  sdk.pipeline.addPolicy(
    {
      name: 'tollgatePolicy',
      async sendRequest(request, next) {
        if (new URL(request.url).origin !== origin)
          throw new Fault('azure.refused', { public: 'Azure sent a link that leads to another host.' })
        request.agent = azureAgent(protocol)
        request.timeout = TIMEOUT_MS
        if (options.signal) request.abortSignal = options.signal
        for (let attempt = 1; ; attempt++) {
          request.headers.set('authorization', `Bearer ${(await options.tokens()).token}`)
          effort.requests++
          const response = await next(request)
          const waitMs = waitOf(response.status, (name) => response.headers.get(name))
          if (waitMs === null || attempt >= ATTEMPTS) return response
          effort.waitedMs += alone(waitMs)
          options.onWait?.(waitMs)
          await sleep(waitMs, options.signal)
        }
      },
    },
    { phase: 'Sign' },
  )
  const { subscriptionId, resourceGroup, serviceName } = place
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service/${serviceName}`
  return {
    sdk,
    group: resourceGroup,
    service: serviceName,
    id,
    effort,
    async get(path, apiVersion) {
      const url = new URL(`${place.managementUrl}${id}/${path}?api-version=${apiVersion}`)
      effort.requests++
      const { status, text } = await sendPlain(url, { headers: { authorization: `Bearer ${(await options.tokens()).token}` } })
      if (status !== 200) throw new Fault('azure.refused', { public: `Azure answered ${status}.` })
      return JSON.parse(text) as unknown
    },
  }
}

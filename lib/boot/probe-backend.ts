/** The console's "test connection": really calls the backend, with one token of an answer. */
import { describeFetchFailure } from '@/lib/boot/credentials'
import type { ProbeResult, ProbeTarget } from '@/lib/control/control-ports'
import type { BackendEntry } from '@/lib/gateway/catalog'
import { emptyCall } from '@/lib/gateway/chat/chat-call'
import { asObject } from '@/lib/gateway/json'
import type { GatewayPorts, Upstream, UpstreamRequest } from '@/lib/gateway/ports'
import { findProvider } from '@/lib/gateway/providers/registry'
import { needsToken, withToken } from '@/lib/gateway/providers/with-token'
import { Attempt } from '@/lib/gateway/streams/attempt'

const TIMEOUT_MS = 15_000

export async function probeBackend(
  upstream: Upstream,
  target: ProbeTarget,
  accessTokenOf: GatewayPorts['accessTokenOf'],
): Promise<ProbeResult> {
  const startMs = Date.now()
  let request: UpstreamRequest
  try {
    request = await requestOf(target, accessTokenOf)
  } catch (error) {
    return { ok: false, latencyMs: Date.now() - startMs, message: describeFetchFailure(target.source, error) }
  }
  const attempted = await new Attempt(upstream, request, null, { attemptMs: TIMEOUT_MS, wholeMs: TIMEOUT_MS }).done
  const latencyMs = Date.now() - startMs
  if (attempted.kind === 'failure') return { ok: false, latencyMs, message: failures[attempted.failure] }
  if (attempted.kind === 'stream') return { ok: false, latencyMs, message: 'It answered with a stream nobody asked for.' }
  return { status: attempted.status, latencyMs, ...judge(attempted.status, attempted.body, target) }
}

async function requestOf(target: ProbeTarget, accessTokenOf: GatewayPorts['accessTokenOf']): Promise<UpstreamRequest> {
  const url = new URL(target.baseUrl)
  const provider = findProvider(target.provider)
  const stored: BackendEntry = {
    id: '',
    name: '',
    provider: target.provider,
    origin: url.origin,
    basePath: url.pathname.replace(/\/+$/, ''),
    region: null,
    apiVersion: target.apiVersion,
    credential: target.credential,
    source: target.source,
    drainOnHangUp: null,
    deployments: new Map(),
  }
  const backend = needsToken(stored, provider) ? await withToken(accessTokenOf, stored) : stored
  const [deployment] = target.deployments
  const common = { origin: url.origin, headersTimeoutMs: TIMEOUT_MS, bodyTimeoutMs: TIMEOUT_MS }
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'tollgate', ...provider?.headersOf(backend) }
  if (!provider || !deployment) return { ...common, path: `${backend.basePath}/`, method: 'GET', headers, body: null }
  const isEmbedding = /embed/i.test(deployment.name) || /embed/i.test(deployment.model)
  if (provider.wire !== null && !isEmbedding) {
    const ping = { ...emptyCall(), messages: [{ role: 'user' as const, parts: [{ kind: 'text' as const, text: 'ping' }] }] }
    const context = { deployment: deployment.name, isStream: false, most: 1, cannot() {}, drop() {} }
    const path = provider.pathOf(backend, 'chat', deployment.name, false)
    const body = Buffer.from(JSON.stringify(provider.wire.encodeCall(ping, context)))
    const request: UpstreamRequest = {
      ...common,
      path,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    }
    provider.sign?.(request, backend)
    return request
  }
  const content = isEmbedding
    ? { input: 'ping' }
    : { messages: [{ role: 'user', content: 'ping' }], [provider.outputCapField(backend)]: 1 }
  return {
    ...common,
    path: provider.pathOf(backend, isEmbedding ? 'embeddings' : 'chat', deployment.name, false),
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ...content, model: provider.bodyModel(deployment.name) ?? undefined }),
  }
}

function judge(status: number, body: Buffer, { deployments }: ProbeTarget): { ok: boolean; message: string } {
  const name = deployments[0]?.name
  if (status < 300) return { ok: true, message: name ? `'${name}' answered.` : 'It answered.' }
  if (status === 401 || status === 403) return { ok: false, message: 'It refused the credential.' }
  if (status === 404 && name) return { ok: false, message: `It does not know the deployment '${name}'.` }
  if (status === 429) return { ok: true, message: 'It answered that it is busy (429): address and credential are right.' }
  if (!name && status < 500) return { ok: true, message: `It answered (${status}). Add a deployment to test further.` }
  return { ok: false, message: `It answered with status ${status}${errorCodeOf(body)}.` }
}

function errorCodeOf(body: Buffer): string {
  try {
    const code = asObject(asObject(JSON.parse(body.toString('utf8')))?.error)?.code
    return typeof code === 'string' && /^[\w.-]{1,60}$/.test(code) ? ` (${code})` : ''
  } catch {
    return ''
  }
}

const failures = {
  connect: 'Nothing answers at this address.',
  reset: 'The connection broke off.',
  timeout: 'It did not answer in time.',
  invalid: 'What it answered is not HTTP as expected.',
  aborted: 'The test was stopped.',
  address: 'This address may not be called. An admin can allow private networks in ALLOWED_PRIVATE_BACKENDS.',
} as const

/** Step 2 for services: which operation of which of them. Its body is nobody's business here. */
import { promptTokensOf } from '@/lib/gateway/operations/request'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import { readService } from '@/lib/gateway/services/read-service'
import { modelFor, type Resolved, type Routed, requireBounded } from '@/lib/gateway/steps/resolve'

export async function resolveService(ports: GatewayPorts, routed: Routed): Promise<Resolved> {
  const { call, bodyShare, key, snapshot, pathModel } = routed
  const model = modelFor(key, snapshot, pathModel ?? '')
  if (model.service === null)
    throw new Refusal('invalid_request', `'${model.name}' is a model: it is called at /v1, not as a service.`, { param: 'model' })
  const bytes = await call.readBody(ports.settings.maxBodyBytes, bodyShare)
  const request = readService(model.service, call, bytes)
  const prompt = promptTokensOf(request, model)
  requireBounded(request, prompt, key)
  return { ...routed, request, model, prompt, bytesIn: bytes.length }
}

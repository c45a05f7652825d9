/** How many tokens a prompt is, about. Answered here: it costs nothing, and no provider need be up for it. */
import type { Reply } from '@/lib/gateway/call'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { jsonReply } from '@/lib/gateway/steps/reply'
import { type Routed, resolve } from '@/lib/gateway/steps/resolve'

export async function countTokens(ports: GatewayPorts, routed: Routed): Promise<Reply> {
  const { prompt } = await resolve(ports, routed, 'chat')
  return jsonReply(200, routed.id, routed.dialect.tokenCount?.(prompt.likely) ?? { tokens: prompt.likely })
}

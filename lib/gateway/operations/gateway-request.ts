/** What a call asks for, whatever surface it came by. */
import type { ChatCall } from '@/lib/gateway/chat/chat-call'
import type { CallerWire } from '@/lib/gateway/chat/wire'
import type { EmbeddingsShape } from '@/lib/gateway/embeddings/embeddings-call'
import type { JsonObject } from '@/lib/gateway/json'
import type { Extras } from '@/lib/gateway/operations/extras'
import type { ResponsePin } from '@/lib/gateway/operations/response-ids'
import type { UpstreamOperation } from '@/lib/gateway/providers/provider'
import type { ServiceCall } from '@/lib/gateway/services/service-call'

export type GatewayRequest = {
  operation: UpstreamOperation
  body: JsonObject
  isStream: boolean
  /** The caller asked for the usage chunk itself. */
  wantsUsage: boolean
  /** The most the answer may use by the caller's own word, all choices together; null where it set no maximum. */
  maxOutput: number | null
  choices: number
  /** What it asks for beside its tokens. */
  extras: Extras
  endUser: string | null
  /** The backend a call of the Responses API must go to, where it continues an earlier one. */
  pin: ResponsePin | null
  /** The wire the body is written in; null: OpenAI's. */
  wire: CallerWire | null
  /** The call in nobody's dialect, once it had to be read. */
  chat: ChatCall | null
  /** What was left out for the provider that answers, told in a header. */
  dropped: string[] | null
  /** Embeddings whose caller does not read them as OpenAI writes them. */
  embeds?: EmbeddingsShape
  /** Set where it is a call of a service. */
  service?: ServiceCall
}

/** AWS Bedrock by Converse: base URL https://bedrock-runtime.{region}.amazonaws.com, an access key or a Bedrock API key. */

import type { ProviderWire } from '@/lib/gateway/chat/wire'
import { asObject } from '@/lib/gateway/json'
import { decodeBedrockAnswer, decodeBedrockError } from '@/lib/gateway/providers/bedrock/decode-answer'
import { createBedrockDecoder } from '@/lib/gateway/providers/bedrock/decode-stream'
import { bedrockEmbeddings } from '@/lib/gateway/providers/bedrock/embeddings'
import { encodeBedrockCall } from '@/lib/gateway/providers/bedrock/encode-call'
import { eventStreamFraming } from '@/lib/gateway/providers/bedrock/event-stream'
import { signForBedrock } from '@/lib/gateway/providers/bedrock/sign'
import { bedrockTokens } from '@/lib/gateway/providers/bedrock/usage'
import type { Provider } from '@/lib/gateway/providers/provider'

export const bedrockProviderWire: ProviderWire = {
  name: 'bedrock',
  encodeCall: encodeBedrockCall,
  complete: (body) => body,
  decodeAnswer: decodeBedrockAnswer,
  usageOf: (body) => asObject(body.usage),
  createDecoder: createBedrockDecoder,
  decodeError: decodeBedrockError,
  framing: eventStreamFraming,
}

export const bedrockProvider: Provider = {
  name: 'bedrock',
  wire: bedrockProviderWire,
  speaks: new Set(['chat', 'embeddings']),
  embeddings: bedrockEmbeddings,
  pathOf: (backend, _operation, deployment, isStream) =>
    `${backend.basePath}/model/${encodeURIComponent(deployment)}/${isStream ? 'converse-stream' : 'converse'}`,
  modelsPathOf: () => '/ping',
  headersOf: () => ({}),
  sign: signForBedrock,
  bodyModel: () => null,
  outputCapField: () => 'max_tokens',
  honoursCap: () => true,
  tokensOf: bedrockTokens,
  isBilled: () => false,
}

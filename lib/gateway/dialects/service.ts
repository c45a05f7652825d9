/** Services that are no models of words, under `/services/{name}`: what lies below is theirs. Errors read as OpenAI's. */
import { bearerOf, type Dialect } from '@/lib/gateway/dialects/dialect'
import { decoded, formatReset, openaiErrorBody } from '@/lib/gateway/dialects/openai'

export const service: Dialect = {
  name: 'service',
  route(path) {
    const name = /^\/services\/([^/]+)(?:\/|$)/.exec(path)?.[1]
    const model = name === undefined ? null : decoded(name)
    return model === null ? null : { operation: 'service', method: 'any', model }
  },
  keyOf: (call) =>
    call.header('api-key') ?? call.header('ocp-apim-subscription-key') ?? call.header('x-api-key') ?? bearerOf(call),
  errorBody: openaiErrorBody,
  formatReset,
}

/** The models a key may use, in OpenAI's list shape. Answered here: it costs nothing and knows more than any backend. */
import type { Reply } from '@/lib/gateway/call'
import type { KeyEntry, ModelEntry } from '@/lib/gateway/catalog'
import { Refusal } from '@/lib/gateway/refusal'
import { jsonReply } from '@/lib/gateway/steps/reply'
import type { Routed } from '@/lib/gateway/steps/resolve'

export function listModels(routed: Routed): Reply {
  const { key, snapshot, pathModel, id, dialect } = routed
  if (routed.operation === 'model') {
    const model = pathModel !== null && key.product.models.has(pathModel) ? snapshot.models.get(pathModel) : undefined
    if (!model || !isFor(key, model)) {
      throw new Refusal('model_not_allowed', 'There is no such model, or your product or your key does not include it.', {
        param: 'model',
      })
    }
    return jsonReply(200, id, viewOf(model, pathModel ?? model.name))
  }
  const models = [...key.product.models].sort().flatMap((name) => {
    const model = snapshot.models.get(name)
    return model && isFor(key, model) ? [{ name, model }] : []
  })
  const listed = dialect.models?.(models.map(({ model, name }) => ({ ...model, name })))
  return jsonReply(200, id, listed ?? { object: 'list', data: models.map(({ model, name }) => modelView(model, name)) })

  function viewOf(model: ModelEntry, name: string): unknown {
    return dialect.model?.({ ...model, name }) ?? modelView(model, name)
  }
}

function isFor({ models }: KeyEntry, { name }: ModelEntry): boolean {
  return models === null || models.has(name)
}

/** By the name that was asked for: an alias is listed as one. */
function modelView(model: ModelEntry, name: string): object {
  return { id: name, object: 'model', created: Math.floor(model.createdAtMs / 1000), owned_by: 'tollgate' }
}

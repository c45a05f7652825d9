/** What can be asked of a provider, and which of it answers without words of a model. */
export type UpstreamOperation =
  | 'chat'
  | 'embeddings'
  | 'responses'
  | 'completions'
  | 'images'
  | 'speech'
  | 'transcriptions'
  | 'moderations'
  | 'rerank'
  | 'service'

const plainOperations = ['completions', 'images', 'speech', 'transcriptions', 'moderations', 'rerank'] as const
/** They pass as they come: no chat can say them. */
export type PlainOperation = (typeof plainOperations)[number]

const plain: ReadonlySet<string> = new Set(plainOperations)

export function isPlain(operation: UpstreamOperation): operation is PlainOperation {
  return plain.has(operation)
}

/** Does an operation answer without output tokens? */
export function isWordless(operation: UpstreamOperation): boolean {
  return operation === 'embeddings' || operation === 'service' || (plain.has(operation) && operation !== 'completions')
}

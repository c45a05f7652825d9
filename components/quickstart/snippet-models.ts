import type { SnippetModel } from '@/components/snippets/snippets'
import type { Model } from '@/lib/contracts/model'

/** A product's models as snippets need them, those that answer questions first. */
export function snippetModels(names: readonly string[], models: readonly Model[]): SnippetModel[] {
  const own = models.filter(({ name }) => names.includes(name))
  return own
    .map(({ name, capabilities }) => ({ name, capabilities }))
    .toSorted((a, b) => Number(b.capabilities.includes('chat')) - Number(a.capabilities.includes('chat')))
}

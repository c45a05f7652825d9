import type { ProductCache } from '@/lib/contracts/product-cache'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'

/** A cache that compares questions by their meaning needs a model that can. */
export async function requireEmbeddingModel({ db }: CommandContext, cache: ProductCache | undefined): Promise<void> {
  if (!cache?.semantic) return
  const { embeddingModel } = cache.semantic
  const model = await db.model.findUnique({ where: { name: embeddingModel }, select: { capabilities: true } })
  const path = 'cache.semantic.embeddingModel'
  if (!model) throw invalidField(path, 'names what is not a model')
  if (!model.capabilities.includes('embeddings')) throw invalidField(path, 'names a model that cannot do embeddings')
}

/**
 * The first call in each language, ready to run: the URL and the model are the reader's, the key is read from the environment.
 * The page shows these texts and the tests run them: there is no second copy.
 */
import { chatSnippets } from '@/components/snippets/chat-snippets'
import { embeddingSnippets } from '@/components/snippets/embedding-snippets'
import type { Snippet } from '@/components/snippets/snippet'

/** For a model that answers questions, or for one that makes embeddings. */
export function snippetsFor(origin: string, model: string, capabilities: readonly string[] = ['chat']): Snippet[] {
  if (!capabilities.includes('chat') && capabilities.includes('embeddings')) return embeddingSnippets(origin, model)
  return chatSnippets(origin, model)
}

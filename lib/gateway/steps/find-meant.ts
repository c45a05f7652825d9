/** An answer to a question that means the same, where a product keeps answers by meaning. */
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { CacheWish } from '@/lib/gateway/cache/cache-control'
import { semanticQuestionOf } from '@/lib/gateway/cache/semantic-question'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { GatewayState } from '@/lib/gateway/state'
import { embedQuestion } from '@/lib/gateway/steps/embed-question'
import { type Freshness, findUnexpired, isFresh } from '@/lib/gateway/steps/find-kept'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { CacheRule, SemanticRule } from '@/lib/policy/cache/cache-rule'

export type Meant = {
  /** Null: nothing like it is kept. */
  answer: StoredAnswer | null
  /** In words, for the trace. */
  why: string
  /** Makes the answer kept under a key one that is found by this question's meaning. */
  keep(key: string): void
}

/** Null where the question cannot be compared by its meaning. */
export async function findMeant(
  ports: GatewayPorts,
  state: GatewayState,
  reserved: Reserved,
  rule: CacheRule,
  semantic: SemanticRule,
  wish: CacheWish & Freshness,
): Promise<Meant | null> {
  const question = semanticQuestionOf(reserved, rule, semantic)
  const vector = question && (await embedQuestion(ports, state, reserved, semantic.embeddingModel, question.text))
  if (!question || !vector) return null
  const { questions } = ports
  const { partition } = question
  const keep = (key: string) => questions.add(partition, vector, key)
  for (const { key, similarity } of wish.noCache ? [] : await questions.find(partition, vector, semantic.threshold)) {
    const nowMs = ports.clock.now()
    const answer = await findUnexpired(ports, key, nowMs)
    // Too old for this caller alone is no reason to forget it.
    if (!answer) questions.remove(partition, key)
    else if (isFresh(answer, wish, nowMs))
      return { answer, why: `a question that means the same (${similarity.toFixed(3)})`, keep }
  }
  return { answer: null, why: '', keep }
}

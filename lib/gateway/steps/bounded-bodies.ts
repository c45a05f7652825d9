/** All request bodies in flight are bounded together: a call whose body finds no room is refused, and gives back what it took. */
import { Refusal } from '@/lib/gateway/refusal'
import type { BodyBudget } from '@/lib/gateway/state'

/** What one call's body takes of the room for all. */
export class BodyShare {
  private taken = 0

  constructor(private readonly budget: BodyBudget) {}

  /** Counted as bytes come: what is only announced takes nobody's room. */
  take(bytes: number): void {
    if (!this.budget.take(bytes))
      throw new Refusal('gateway_busy', 'The gateway holds too many requests at once.', { retryAfterMs: 1_000 })
    this.taken += bytes
  }

  release(): void {
    this.budget.give(this.taken)
    this.taken = 0
  }
}

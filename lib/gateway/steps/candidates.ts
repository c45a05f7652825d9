/** The members of a model's pool with all an attempt needs, joined once per snapshot and model instead of once per call. */
import type { BackendEntry, ModelEntry, Snapshot } from '@/lib/gateway/catalog'
import type { LiveMember, PoolStates } from '@/lib/gateway/pool-states'
import type { Provider } from '@/lib/gateway/providers/provider'
import { findProvider } from '@/lib/gateway/providers/registry'
import { type Candidate, isAllowedRegion } from '@/lib/policy/pools/choose'
import { regionKey } from '@/lib/policy/pools/pool'
import type { RetryBudget } from '@/lib/policy/pools/retry-budget'

/** Where a call went. */
export type Target = { model: ModelEntry; backend: BackendEntry; provider: Provider; deployment: string }

export type PoolCandidate = Candidate & { live: LiveMember; target: Target }

export type Candidates = {
  /** Of which snapshot. */
  backends: Snapshot['backends']
  all: readonly PoolCandidate[]
  budget: RetryBudget
}

const known = new WeakMap<PoolStates, WeakMap<ModelEntry, Candidates>>()

export function candidatesOf(states: PoolStates, snapshot: Snapshot, model: ModelEntry): Candidates {
  let byModel = known.get(states)
  if (!byModel) {
    byModel = new WeakMap()
    known.set(states, byModel)
  }
  let candidates = byModel.get(model)
  if (candidates?.backends !== snapshot.backends) {
    candidates = join(states, snapshot, model)
    byModel.set(model, candidates)
  }
  return candidates
}

/** Is there a member that may serve a tenant, up or down? */
export function hasAllowed(candidates: readonly PoolCandidate[], regions: readonly string[]): boolean {
  return candidates.some((one) => isAllowedRegion(one.region, regions))
}

function join(states: PoolStates, { backends }: Snapshot, model: ModelEntry): Candidates {
  const { pool } = model
  const all: PoolCandidate[] = []
  for (const { backendId, priority, weight } of pool.members) {
    const backend = backends.get(backendId)
    const deployment = backend?.deployments.get(model.name)
    const provider = backend && findProvider(backend.provider)
    if (!backend || !provider || deployment === undefined) continue
    all.push({
      backendId,
      priority,
      weight,
      region: backend.region,
      regionKey: backend.region === null ? null : regionKey(backend.region),
      live: states.memberOf(pool.id, backendId),
      target: { model, backend, provider, deployment },
    })
  }
  return { backends, all, budget: states.budgetOf(pool.id) }
}

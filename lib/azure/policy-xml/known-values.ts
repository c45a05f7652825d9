/** What a path such as `context.Request.Headers.GetValueOrDefault("x", "")` stands for. */
import type { Expression, KnownValue } from '@/lib/azure/policy-xml/expression'

export type Step = { kind: 'name'; name: string; args: Expression[] | null } | { kind: 'index'; args: Expression[] }

const known: Readonly<Record<string, KnownValue>> = {
  'Subscription.Id': 'subscription',
  'Subscription.Name': 'subscription',
  'Subscription.Key': 'subscription',
  'Subscription.PrimaryKey': 'subscription',
  'Product.Id': 'product',
  'Product.Name': 'product',
  'User.Id': 'user',
  'User.Email': 'user',
  'Request.IpAddress': 'address',
  'Api.Id': 'api',
  'Api.Name': 'api',
  'Operation.Id': 'operation',
  'Operation.Name': 'operation',
  'Response.StatusCode': 'status',
  'Deployment.Region': 'region',
}

/** Change nothing of what we ask. */
const harmless = new Set(['ToString', 'ToLower', 'ToLowerInvariant', 'Trim', 'First', 'FirstOrDefault', 'Last', 'LastOrDefault'])

/** The value of a path behind `value`, or from its beginning where that is null. */
export function valueOfPath(value: Expression | null, path: readonly Step[]): Expression | null {
  const steps = [...path]
  let current = value
  if (current === null) {
    current = beginningOf(steps)
    if (current === null) return null
  }
  while (steps.length > 0) {
    const step = steps.shift()
    if (step?.kind !== 'name') return null
    if (harmless.has(step.name) && (step.args === null || step.args.length === 0)) continue
    const [argument] = step.args ?? []
    if (step.name === 'Equals' && argument) current = { kind: 'compare', op: '==', left: current, right: argument }
    else if (step.name === 'AsJwt' || step.name === 'Claims') {
      const claim = claimOf(step.name === 'Claims' ? [step, ...steps.splice(0)] : steps.splice(0))
      if (!claim) return null
      current = claim
    } else return null
  }
  return current
}

/** Takes from `steps` what it has understood. */
function beginningOf(steps: Step[]): Expression | null {
  const names = namesOf(steps)
  if (names[0] !== 'context') return null
  const [, area, part] = names
  const plain = known[`${area}.${part}`]
  if (plain) {
    steps.splice(0, 3)
    return { kind: 'known', of: plain }
  }
  if (area === 'Variables') return keyed(steps, 2, (name) => ({ kind: 'variable', name }))
  if (area === 'Request' && part === 'MatchedParameters') return keyed(steps, 3, (name) => ({ kind: 'parameter', name }))
  if (area === 'Request' && part === 'Headers') return keyed(steps, 3, (name, fallback) => ({ kind: 'header', name, fallback }))
  return null
}

/** `["x"]` or `.GetValueOrDefault("x", …)` behind the first `skip` steps. */
function keyed(steps: Step[], skip: number, make: (name: string, fallback: string | null) => Expression): Expression | null {
  const step = steps[skip]
  const isLookUp = step?.kind === 'index' || (step?.kind === 'name' && step.name === 'GetValueOrDefault')
  const [name, fallback] = step?.args ?? []
  if (!isLookUp || name?.kind !== 'text') return null
  steps.splice(0, skip + 1)
  return make(name.value, fallback?.kind === 'text' ? fallback.value : null)
}

/** `.Claims["x"]` or `.Claims.GetValueOrDefault("x")`, and what only picks its first value. */
function claimOf(steps: readonly Step[]): Expression | null {
  const [claims, look, ...rest] = steps
  if (claims?.kind !== 'name' || claims.name !== 'Claims') return null
  const [name] = look?.args ?? []
  const isLookUp = look?.kind === 'index' || (look?.kind === 'name' && look.name === 'GetValueOrDefault')
  const isPlain = rest.every((step) => step.kind === 'name' && harmless.has(step.name))
  return isLookUp && isPlain && name?.kind === 'text' ? { kind: 'claim', name: name.value } : null
}

function namesOf(steps: readonly Step[]): string[] {
  return steps.map((step) => (step.kind === 'name' && step.args === null ? step.name : ''))
}

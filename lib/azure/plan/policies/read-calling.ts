/** Where calls go, how they are tried again, who the gateway is to the backend, and what is measured. */

import { deploymentsAsked } from '@/lib/azure/plan/model-apis'
import { conditional, type Outcome, outcome, type PolicyReader } from '@/lib/azure/plan/policies/policy-draft'
import { wholeOf } from '@/lib/azure/plan/policies/read-limits'
import { attributeOf, elementsOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'

/** `set-backend-service`. What choices between regions become is worked out where pools are; here it is only said. */
export const readBackendService: PolicyReader = (plan, { element, conditions }) => {
  const target = attributeOf(element, 'backend-id')
  const url = attributeOf(element, 'base-url')
  if (target === undefined) {
    if (url !== undefined && readExpression(url)?.kind === 'text')
      return { verdict: 'loss', reason: 'Its address is no backend of the instance: make one here and put it into the pool.' }
    return { verdict: 'not', reason: 'Its address is worked out by an expression: choose the pool of the models by hand.' }
  }
  const pool = readExpression(target)?.kind === 'text' ? plan.backends.poolOf(target) : null
  if (pool === null) return { verdict: 'not', reason: `There is no backend ${target} in the instance.` }
  const here = [{ noun: 'pools' as const, name: pool, fields: [] }]
  const deployments = deploymentsAsked(conditions)
  if (deployments) return { verdict: 'maps', reason: `${deployments.join(', ')}: answered by this pool.`, here }
  if (conditions.length === 0) return { verdict: 'maps', reason: 'Its models are answered by this pool.', here }
  const asked = conditions.flatMap((one) => (one?.kind === 'not' && one.of.kind === 'any' ? one.of.parts : [one]))
  if (asked.every((one) => deploymentsAsked([one]) !== null))
    return { verdict: 'maps', reason: 'All other models are answered by this pool.', here }
  const header = asked.find((one) => one?.kind === 'compare' && one.left.kind === 'header')
  if (!asked.every((one) => one?.kind === 'compare' && one.left.kind === 'header'))
    return {
      ...conditional,
      reason: 'Which backend answers depends on a condition that is no header here: choose the pool by hand.',
    }
  const name = header?.kind === 'compare' && header.left.kind === 'header' ? header.left.name : null
  const lost = [
    'The backends become one pool that prefers the region the caller names, and goes to the others when that one fails',
  ]
  if (name !== null && name.toLowerCase() !== 'x-user-region')
    lost.push(`Callers name their region in X-User-Region instead of ${name}`)
  return outcome('', lost, here)
}

/** `retry` around the forwarding of a call. */
export const readRetry: PolicyReader = (_plan, { element, section }) => {
  if (section !== 'backend') return { verdict: 'not', reason: 'Only calls to backends are tried again here.' }
  const attempts = wholeOf(attributeOf(element, 'count') ?? '')
  if (attempts === null) return { verdict: 'not', reason: 'Its count is no whole number.' }
  return outcome(
    `A failed attempt goes to the next member of the pool, ${Math.min(10, attempts + 1)} attempts at most, before the caller has seen anything.`,
    attempts + 1 > 10 ? ['At most ten attempts are made here'] : [],
  )
}

export const readForward: PolicyReader = (_plan, { element }) => {
  const timeout = attributeOf(element, 'timeout') ?? attributeOf(element, 'timeout-ms')
  return outcome(
    'Calls are forwarded, whole or as a stream.',
    timeout === undefined ? [] : ['Its timeout is to be set as a deadline of the pool'],
  )
}

export const readManagedIdentity: PolicyReader = (_plan, { element }) => {
  const resource = attributeOf(element, 'resource') ?? ''
  if (/cognitiveservices\.azure|ai\.azure/.test(resource))
    return {
      verdict: 'maps',
      reason: 'The backends it reaches use the managed identity of this gateway: give it the same role there.',
    }
  return {
    verdict: 'not',
    reason: `A token for ${resource.slice(0, 80) || 'another service'} is asked for, which no backend here does.`,
  }
}

/** Dimensions APIM knows without a value; every usage record has them. */
const ownDimensions = new Set([
  'api id',
  'operation id',
  'product id',
  'user id',
  'subscription id',
  'location',
  'gateway id',
  'backend id',
  'model',
  'deployment',
])

/** `*-emit-token-metric`. */
export const readEmitMetric: PolicyReader = (_plan, { element }) => {
  const names = elementsOf(element, 'dimension').map((one) => attributeOf(one, 'name') ?? '')
  const lost = names.filter((name) => !ownDimensions.has(name.toLowerCase()))
  return outcome(
    'Every call is booked with its tokens, tenant, product, subscription and model; nothing has to be emitted.',
    lost.length === 0
      ? []
      : [`Callers send what ${lost.join(', ')} stood for as a tag (x-tollgate-tags), and reports can be made by it`],
  )
}

/** Why a policy nobody here can stand in for stays behind. */
const reasons: Readonly<Record<string, string>> = {
  'llm-content-safety':
    'Prompts are not screened by Azure AI Content Safety here yet: keep the policy, or the content filter of the deployment.',
  'return-response': 'Answers of its own are not made here: refusals read as the dialect of the caller has them.',
  'set-status': 'The status of an answer is the backend’s here.',
  'set-body': 'Bodies are changed by fields a product fills in or forces, not by templates.',
  'send-request': 'Calls to other services are not made while one is answered.',
  'send-one-way-request': 'Calls to other services are not made while one is answered.',
  'log-to-eventhub': 'Calls and their decisions are kept here; alerts can go to a webhook.',
  trace: 'Decisions of calls are kept as traces by themselves.',
  'check-header': 'Headers are not asked for here.',
  'rewrite-uri': 'Paths are the dialect’s here.',
  'set-query-parameter': 'Query parameters are the provider’s here.',
  'mock-response': 'A pool whose members are all down may answer with a text of its own.',
  'limit-concurrency': 'Make a limit that measures concurrency.',
  'validate-content': 'Bodies are checked by the dialect here.',
  'validate-client-certificate': 'Bind client certificates to keys here.',
  'emit-metric': 'What is counted is counted of itself: see the reports.',
  'publish-to-dapr': 'Calls to other services are not made while one is answered.',
}

export const readUnknown: PolicyReader = (_plan, { element }): Outcome => ({
  verdict: 'not',
  reason: reasons[element.name] ?? `Nothing here does what <${element.name}> does.`,
})

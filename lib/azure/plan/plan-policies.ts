/** Every policy statement put to the reader that knows it, in the order API Management runs them. */

import { policyPlace } from '@/lib/azure/apim/estate'
import { say } from '@/lib/azure/plan/draft'
import type { PolicyDraft, PolicyReader } from '@/lib/azure/plan/policies/policy-draft'
import { readCors, readIpFilter, readSetHeader, readValidateToken } from '@/lib/azure/plan/policies/read-access'
import { readCacheLookup, readCacheStore, readSemanticLookup } from '@/lib/azure/plan/policies/read-caching'
import {
  readBackendService,
  readEmitMetric,
  readForward,
  readManagedIdentity,
  readRetry,
  readUnknown,
} from '@/lib/azure/plan/policies/read-calling'
import { readQuota, readRateLimit, readTokenLimit } from '@/lib/azure/plan/policies/read-limits'
import { attributeOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import type { ReadPolicy, Statement } from '@/lib/azure/policy-xml/read-policies'
import type { AzurePlace } from '@/lib/contracts/azure-plan'

const readers: Readonly<Record<string, PolicyReader>> = {
  'llm-token-limit': readTokenLimit,
  'azure-openai-token-limit': readTokenLimit,
  'rate-limit': readRateLimit,
  'rate-limit-by-key': readRateLimit,
  quota: readQuota,
  'quota-by-key': readQuota,
  'llm-semantic-cache-lookup': readSemanticLookup,
  'azure-openai-semantic-cache-lookup': readSemanticLookup,
  'llm-semantic-cache-store': readCacheStore,
  'azure-openai-semantic-cache-store': readCacheStore,
  'cache-lookup': readCacheLookup,
  'cache-store': readCacheStore,
  'llm-emit-token-metric': readEmitMetric,
  'azure-openai-emit-token-metric': readEmitMetric,
  'set-backend-service': readBackendService,
  retry: readRetry,
  'forward-request': readForward,
  'authentication-managed-identity': readManagedIdentity,
  'set-header': readSetHeader,
  cors: readCors,
  'ip-filter': readIpFilter,
  'validate-jwt': readValidateToken,
  'validate-azure-ad-token': readValidateToken,
  'set-variable': readVariable,
}

export function planPolicies(plan: PolicyDraft, policies: readonly ReadPolicy[]): void {
  for (const { scope, statements, mistakes, withoutBase } of policies) {
    const where = policyPlace(scope)
    for (const { message, place } of mistakes) note(plan, where, '(unreadable)', place, { verdict: 'not', reason: message })
    for (const statement of statements) readOne(plan, where, statement)
    if (!withoutBase.includes('inbound')) continue
    note(
      plan,
      where,
      '(no base)',
      { policy: where, line: 1, column: 1 },
      {
        verdict: 'loss',
        reason: 'Its inbound section has no <base />: there, what is set around it does not hold for its calls; here, it does.',
      },
    )
  }
}

function readOne(plan: PolicyDraft, where: string, statement: Statement): void {
  const { element, place } = statement
  const reader = readers[element.name] ?? readUnknown
  const key = keyOfPlace(where, element.name, place)
  note(plan, where, element.name, place, reader(plan, statement, key), wordsOf(statement))
}

type Noted = ReturnType<PolicyReader>

function note(
  plan: PolicyDraft,
  where: string,
  name: string,
  place: AzurePlace,
  found: Noted,
  there?: Record<string, unknown>,
): void {
  const { verdict, reason, here } = found
  say(plan.draft, {
    kind: 'policy',
    name: where,
    title: name,
    key: keyOfPlace(where, name, place),
    place,
    verdict,
    reason,
    there,
  })
  const item = plan.draft.items.at(-1)
  if (item && here) item.here.push(...here)
}

/** A fragment stands in many policies, so whose policy it is belongs to the key. */
function keyOfPlace(where: string, name: string, { policy, line, column }: AzurePlace): string {
  return `policy:${where}${policy === where ? '' : `>${policy}`} ${line}:${column} ${name}`
}

/** Named values stay references where they are secrets, so what is shown holds none. */
function wordsOf({ element, section }: Statement): Record<string, unknown> {
  const named = attributeOf(element, 'name') ?? ''
  const attributes = element.attributes.map(({ name, value }) => {
    const mayBeSecret = secretAttribute.test(name) || (name === 'value' && secretName.test(named))
    return [name, mayBeSecret && !value.startsWith('@') && !value.startsWith('{{') ? '(not shown)' : value.slice(0, 400)]
  })
  return { section, ...Object.fromEntries(attributes) }
}

const secretAttribute = /password|secret|certificate|credential|signature|^(key|token)$/i
const secretName = /key|token|secret|password|auth|signature/i

/** Understood where it is used; said here, so that nobody looks for it. */
function readVariable(plan: PolicyDraft, { element }: Statement): Noted {
  const name = attributeOf(element, 'name') ?? ''
  const read = readExpression(attributeOf(element, 'value') ?? '')
  if (read || plan.tokenVariables.has(name)) return { verdict: 'maps', reason: 'Its value is put in where it is used.' }
  return {
    verdict: 'not',
    reason: 'Its value is an expression that is more than can be read; what depends on it is named where it stands.',
  }
}

/** The least a role needs: for reading, for taking keys over, for publishing. docs/azure/connect.md shows the same as a role. */
const SERVICE = 'Microsoft.ApiManagement/service'

const READ = [
  '',
  'allPolicies',
  'apis',
  'apis/operations',
  'apis/operations/policies',
  'apis/policies',
  'backends',
  'diagnostics',
  'groups',
  'groups/users',
  'loggers',
  'namedValues',
  'policies',
  'policyFragments',
  'products',
  'products/apis',
  'products/groups',
  'products/policies',
  'subscriptions',
  'users',
]

const WRITE = [
  'apis',
  'apis/operations',
  'backends',
  'policyFragments',
  'products',
  'products/apis',
  'products/policies',
  'subscriptions',
]

export type NeededRight = { action: string; needed: 'read' | 'keys' | 'publish' }

export const neededRights: readonly NeededRight[] = [
  ...READ.map((path) => ({ action: `${SERVICE}/${path === '' ? 'read' : `${path}/read`}`, needed: 'read' as const })),
  { action: `${SERVICE}/subscriptions/listSecrets/action`, needed: 'keys' },
  ...WRITE.flatMap((path) => [
    { action: `${SERVICE}/${path}/write`, needed: 'publish' as const },
    { action: `${SERVICE}/${path}/delete`, needed: 'publish' as const },
  ]),
  { action: `${SERVICE}/tenant/operationResults/read`, needed: 'publish' },
]

export type GivenRights = { actions: readonly string[]; notActions: readonly string[] }

/** Those of the needed that no assignment gives: what one denies, another may still give. */
export function missingRights(given: readonly GivenRights[]): NeededRight[] {
  return neededRights.filter(
    ({ action }) => !given.some(({ actions, notActions }) => matches(actions, action) && !matches(notActions, action)),
  )
}

function matches(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => patternOf(pattern).test(action))
}

function patternOf(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  )
}

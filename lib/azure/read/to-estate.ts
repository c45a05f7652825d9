/** From what Azure answers to the estate's shape, field by field: what is not named here, keys and secrets first, is not taken. */
import type {
  ApiContract,
  BackendContract,
  DiagnosticContract,
  GroupContract,
  LoggerContract,
  NamedValueContract,
  OperationContract,
  PolicyFragmentContract,
  ProductContract,
  SubscriptionContract,
  UserContract,
} from '@azure/arm-apimanagement'
import type {
  EstateApi,
  EstateBackend,
  EstateCredentialPart,
  EstateDiagnostic,
  EstateFragment,
  EstateGroup,
  EstateLogger,
  EstateNamedValue,
  EstateOperation,
  EstateProduct,
  EstateScope,
  EstateSubscription,
  EstateUser,
} from '@/lib/azure/apim/estate'
import { hideSecrets } from '@/lib/azure/read/hide-secrets'

const SUBSCRIPTION_STATES = ['suspended', 'active', 'expired', 'submitted', 'rejected', 'cancelled'] as const

export function apiOf(raw: ApiContract): Omit<EstateApi, 'operations'> {
  return {
    name: raw.name ?? '',
    displayName: raw.displayName ?? raw.name ?? '',
    description: raw.description ?? null,
    path: (raw.path ?? '').replace(/^\/+/, ''),
    serviceUrl: raw.serviceUrl ? plainUrl(raw.serviceUrl) : null,
    protocols: raw.protocols ?? [],
    subscriptionRequired: raw.subscriptionRequired ?? true,
    keyNames: {
      header: raw.subscriptionKeyParameterNames?.header ?? 'Ocp-Apim-Subscription-Key',
      query: raw.subscriptionKeyParameterNames?.query ?? 'subscription-key',
    },
    type: raw.apiType ?? 'http',
    revision: raw.apiRevision ?? null,
    isCurrent: raw.isCurrent ?? true,
    version: raw.apiVersion ?? null,
  }
}

export function operationOf({ name, displayName, method, urlTemplate }: OperationContract): EstateOperation {
  return { name: name ?? '', displayName: displayName ?? '', method: method ?? '', urlTemplate: urlTemplate ?? '' }
}

export function productOf(raw: ProductContract): Omit<EstateProduct, 'apis' | 'groups'> {
  return {
    name: raw.name ?? '',
    displayName: raw.displayName ?? raw.name ?? '',
    description: raw.description || null,
    terms: raw.terms || null,
    state: raw.state === 'published' ? 'published' : 'notPublished',
    subscriptionRequired: raw.subscriptionRequired ?? true,
    approvalRequired: raw.approvalRequired ?? false,
    subscriptionsLimit: raw.subscriptionsLimit ?? null,
  }
}

export function subscriptionOf(raw: SubscriptionContract): EstateSubscription {
  return {
    name: raw.name ?? '',
    displayName: raw.displayName || (raw.name ?? ''),
    scope: scopeOf(raw.scope ?? ''),
    owner: raw.ownerId ? lastOf(raw.ownerId) : null,
    state: SUBSCRIPTION_STATES.find((one) => one === raw.state) ?? 'suspended',
    createdDate: isoOf(raw.createdDate),
    startDate: isoOf(raw.startDate),
    expirationDate: isoOf(raw.expirationDate),
    endDate: isoOf(raw.endDate),
    stateComment: raw.stateComment ?? null,
  }
}

export function backendOf(raw: BackendContract): EstateBackend {
  const { header = {}, query = {}, authorization, certificate, certificateIds } = raw.credentials ?? {}
  const hasHeaders = Object.keys(header).length + Object.keys(query).length > 0
  const hasCertificate = (certificate?.length ?? 0) + (certificateIds?.length ?? 0) > 0
  const kind = authorization ? 'authorization' : hasHeaders ? 'headers' : hasCertificate ? 'certificate' : 'none'
  return {
    name: raw.name ?? '',
    title: raw.title ?? null,
    description: raw.description ?? null,
    url: plainUrl(raw.url ?? ''),
    protocol: raw.protocol ?? 'http',
    resourceId: raw.resourceId ?? null,
    credentials: {
      kind,
      headers: Object.entries(header).map(partOf),
      query: Object.entries(query).map(partOf),
      authorizationScheme: authorization?.scheme ?? null,
    },
    circuitBreaker: (raw.circuitBreaker?.rules ?? []).map((rule) => ({
      name: rule.name ?? '',
      count: rule.failureCondition?.count ?? null,
      percentage: rule.failureCondition?.percentage ?? null,
      interval: rule.failureCondition?.interval ?? 'PT1M',
      tripDuration: rule.tripDuration ?? 'PT1M',
      acceptRetryAfter: rule.acceptRetryAfter ?? false,
      statusCodeRanges: (rule.failureCondition?.statusCodeRanges ?? []).map(({ min, max }) => ({ min: min ?? 0, max: max ?? 0 })),
      errorReasons: rule.failureCondition?.errorReasons ?? [],
    })),
    pool:
      raw.typePropertiesType === 'Pool' || raw.pool
        ? (raw.pool?.services ?? []).map(({ id, priority, weight }) => ({
            backend: lastOf(id),
            priority: priority ?? null,
            weight: weight ?? null,
          }))
        : null,
    tls: { validateChain: raw.tls?.validateCertificateChain ?? true, validateName: raw.tls?.validateCertificateName ?? true },
  }
}

export function namedValueOf(raw: NamedValueContract): EstateNamedValue {
  const isSecret = raw.secret ?? false
  const { keyVault } = raw
  return {
    name: raw.name ?? '',
    displayName: raw.displayName ?? raw.name ?? '',
    tags: raw.tags ?? [],
    isSecret,
    value: isSecret || keyVault ? null : (raw.value ?? null),
    keyVault: keyVault
      ? { secretIdentifier: keyVault.secretIdentifier ?? '', identityClientId: keyVault.identityClientId ?? null }
      : null,
  }
}

export function fragmentOf({ name, description, value }: PolicyFragmentContract): EstateFragment {
  return { name: name ?? '', description: description ?? null, xml: hideSecrets(value ?? '') }
}

export function userOf(raw: UserContract): EstateUser {
  return {
    name: raw.name ?? '',
    email: raw.email ?? null,
    firstName: raw.firstName || null,
    lastName: raw.lastName || null,
    state: raw.state ?? 'active',
    note: raw.note ?? null,
    identities: (raw.identities ?? []).map(({ provider, id }) => ({ provider: provider ?? '', id: id ?? '' })),
  }
}

export function groupOf(raw: GroupContract): Omit<EstateGroup, 'members'> {
  return {
    name: raw.name ?? '',
    displayName: raw.displayName ?? raw.name ?? '',
    description: raw.description ?? null,
    kind: raw.typePropertiesType === 'external' ? 'external' : raw.typePropertiesType === 'system' ? 'system' : 'custom',
    externalId: raw.externalId ?? null,
    builtIn: raw.builtIn ?? false,
  }
}

export function loggerOf({ name, loggerType, resourceId }: LoggerContract): EstateLogger {
  return { name: name ?? '', kind: loggerType ?? '', resourceId: resourceId ?? null }
}

export function diagnosticOf({ name, loggerId }: DiagnosticContract): EstateDiagnostic {
  return { name: name ?? '', logger: loggerId ? lastOf(loggerId) : null }
}

/** The last part of a resource's id: APIM's name of it. */
export function lastOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1)
}

function scopeOf(scope: string): EstateScope {
  const [, product] = /\/products\/([^/]+)\/?$/i.exec(scope) ?? []
  if (product) return { kind: 'product', product }
  const [, api] = /\/apis\/([^/]+)\/?$/i.exec(scope) ?? []
  if (api) return { kind: 'api', api }
  return /\/apis\/?$/i.test(scope) ? { kind: 'apis' } : { kind: 'service' }
}

/** A header or a parameter with its values: of these, whether they name a named value. */
function partOf([name, values]: [string, string[]]): EstateCredentialPart {
  const [, namedValue = null] = /^\s*\{\{\s*([^}\s]+)\s*\}\}\s*$/.exec(values[0] ?? '') ?? []
  return { name, namedValue, isSecret: namedValue === null }
}

/** Without a user name, a password or a query: people put keys there. */
function plainUrl(text: string): string {
  if (!URL.canParse(text)) return text.split('?')[0] ?? ''
  const url = new URL(text)
  if (!url.username && !url.password && !url.search) return text
  url.username = ''
  url.password = ''
  url.search = ''
  return url.toString()
}

function isoOf(value: Date | undefined): string | null {
  return value ? value.toISOString() : null
}

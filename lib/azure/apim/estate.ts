/**
 * An API Management instance as plain data: what reading it produces, a plan consumes, publishing desires and drift compares.
 * Names are APIM's own (the last part of a resource's id). It can be stored as JSON. It never holds a subscription key, a
 * secret named value or a credential: of those it says only that, and where, there is one.
 */
export type Estate = {
  readonly service: EstateService
  readonly apis: readonly EstateApi[]
  readonly products: readonly EstateProduct[]
  readonly subscriptions: readonly EstateSubscription[]
  readonly backends: readonly EstateBackend[]
  readonly namedValues: readonly EstateNamedValue[]
  readonly fragments: readonly EstateFragment[]
  readonly policies: readonly EstatePolicy[]
  readonly users: readonly EstateUser[]
  readonly groups: readonly EstateGroup[]
  readonly loggers: readonly EstateLogger[]
  readonly diagnostics: readonly EstateDiagnostic[]
}

export type EstateService = {
  readonly name: string
  readonly location: string | null
  readonly sku: string | null
  readonly gatewayUrl: string | null
  /** A managed identity its policies may use: system-assigned, user-assigned or both. */
  readonly identity: string | null
}

type Named = { readonly name: string; readonly etag?: string | null }

export type EstateApi = Named & {
  readonly displayName: string
  readonly description: string | null
  /** Below the gateway's host, such as `openai`: what clients call. No leading slash. */
  readonly path: string
  readonly serviceUrl: string | null
  readonly protocols: readonly string[]
  readonly subscriptionRequired: boolean
  /** What carries the key; APIM's defaults where the API names none. */
  readonly keyNames: { readonly header: string; readonly query: string }
  readonly type: string
  readonly revision: string | null
  readonly isCurrent: boolean
  readonly version: string | null
  readonly operations: readonly EstateOperation[]
}

export type EstateOperation = {
  readonly name: string
  readonly displayName: string
  readonly method: string
  readonly urlTemplate: string
}

export type EstateProduct = Named & {
  readonly displayName: string
  readonly description: string | null
  readonly terms: string | null
  readonly state: 'published' | 'notPublished'
  readonly subscriptionRequired: boolean
  readonly approvalRequired: boolean
  /** How many subscriptions a user may have; null: any number. */
  readonly subscriptionsLimit: number | null
  /** Names of APIs. */
  readonly apis: readonly string[]
  /** Names of groups that see it. */
  readonly groups: readonly string[]
}

/** What a key of a subscription opens. */
export type EstateScope =
  | { readonly kind: 'service' }
  | { readonly kind: 'apis' }
  | { readonly kind: 'api'; readonly api: string }
  | { readonly kind: 'product'; readonly product: string }

export type EstateSubscription = Named & {
  readonly displayName: string
  readonly scope: EstateScope
  /** The name of a user; null: it stands alone. */
  readonly owner: string | null
  readonly state: 'suspended' | 'active' | 'expired' | 'submitted' | 'rejected' | 'cancelled'
  readonly createdDate: string | null
  readonly startDate: string | null
  readonly expirationDate: string | null
  readonly endDate: string | null
  readonly stateComment: string | null
}

export type EstateBackend = Named & {
  readonly title: string | null
  readonly description: string | null
  readonly url: string
  readonly protocol: string
  readonly resourceId: string | null
  readonly credentials: EstateCredentials
  readonly circuitBreaker: readonly EstateBreakerRule[]
  /** The members where it is a pool; `backend` is a backend's name. */
  readonly pool: readonly EstatePoolMember[] | null
  readonly tls: { readonly validateChain: boolean; readonly validateName: boolean }
}

export type EstatePoolMember = {
  readonly backend: string
  readonly priority: number | null
  readonly weight: number | null
}

/** How a backend is told who calls; secret values are not here, references to named values (`{{name}}`) are. */
export type EstateCredentials = {
  readonly kind: 'none' | 'headers' | 'authorization' | 'certificate'
  readonly headers: readonly EstateCredentialPart[]
  readonly query: readonly EstateCredentialPart[]
  readonly authorizationScheme: string | null
}

/** `namedValue` is the one its value refers to; `isSecret` says that a literal value was left out. */
export type EstateCredentialPart = {
  readonly name: string
  readonly namedValue: string | null
  readonly isSecret: boolean
}

export type EstateBreakerRule = {
  readonly name: string
  readonly count: number | null
  readonly percentage: number | null
  /** ISO 8601 durations, as APIM writes them. */
  readonly interval: string
  readonly tripDuration: string
  readonly acceptRetryAfter: boolean
  readonly statusCodeRanges: readonly { readonly min: number; readonly max: number }[]
  readonly errorReasons: readonly string[]
}

export type EstateNamedValue = Named & {
  readonly displayName: string
  readonly tags: readonly string[]
  readonly isSecret: boolean
  /** Null where it is a secret or stands in a vault. */
  readonly value: string | null
  readonly keyVault: { readonly secretIdentifier: string; readonly identityClientId: string | null } | null
}

export type EstateFragment = Named & { readonly description: string | null; readonly xml: string }

export type EstatePolicyScope =
  | { readonly kind: 'global' }
  | { readonly kind: 'product'; readonly product: string }
  | { readonly kind: 'api'; readonly api: string }
  | { readonly kind: 'operation'; readonly api: string; readonly operation: string }

/** A policy document as it was written (`rawxml`: quotes within attribute values are not escaped). */
export type EstatePolicy = {
  readonly scope: EstatePolicyScope
  readonly xml: string
  readonly etag?: string | null
}

export type EstateUser = Named & {
  readonly email: string | null
  readonly firstName: string | null
  readonly lastName: string | null
  readonly state: string
  readonly note: string | null
  /** Who vouches for it: `Basic`, `Aad` … and the id there. */
  readonly identities: readonly { readonly provider: string; readonly id: string }[]
}

export type EstateGroup = Named & {
  readonly displayName: string
  readonly description: string | null
  readonly kind: 'custom' | 'system' | 'external'
  /** `aad://…/groups/{object id}` of an external group. */
  readonly externalId: string | null
  readonly builtIn: boolean
  /** Names of users; of the built-in groups too, where they were read. */
  readonly members: readonly string[]
}

export type EstateLogger = Named & { readonly kind: string; readonly resourceId: string | null }

export type EstateDiagnostic = Named & { readonly logger: string | null }

/** An instance in which nothing is. */
export function emptyEstate(service: EstateService): Estate {
  return {
    service,
    apis: [],
    products: [],
    subscriptions: [],
    backends: [],
    namedValues: [],
    fragments: [],
    policies: [],
    users: [],
    groups: [],
    loggers: [],
    diagnostics: [],
  }
}

/** A policy's place in words and as a key: `product:starter`, `api:openai/operation:chat`. */
export function policyPlace(scope: EstatePolicyScope): string {
  switch (scope.kind) {
    case 'global':
      return 'global'
    case 'product':
      return `product:${scope.product}`
    case 'api':
      return `api:${scope.api}`
    case 'operation':
      return `api:${scope.api}/operation:${scope.operation}`
  }
}

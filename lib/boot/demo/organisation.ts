/** The demo organisation, made through the same commands an admin and a developer use. */
import { type Actor, systemActor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import organisation from '@/lib/boot/demo/organisation.json' with { type: 'json' }
import type { LimitCreate } from '@/lib/contracts/limit'
import { createBackend } from '@/lib/control/backends/backend-commands'
import { issueKey } from '@/lib/control/keys/issue-key'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { createToken } from '@/lib/control/management-tokens/token-operations'
import { createModel } from '@/lib/control/models/model-commands'
import { createPool } from '@/lib/control/pools/pool-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { createProduct } from '@/lib/control/products/product-commands'
import { publishProduct } from '@/lib/control/products/product-states'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { approveSubscription } from '@/lib/control/subscriptions/subscription-states'
import { createTenant } from '@/lib/control/tenants/tenant-commands'
import { createUser } from '@/lib/control/users/user-commands'

export type DemoOrganisation = {
  accounts: { email: string; password: string; role: string }[]
  keys: { product: string; key: string }[]
  managementToken: string
}

const YEAR_MS = 365 * 86_400_000

/** Makes everything once, on an empty database. `simulatorUrl` is where the simulated providers listen. */
export async function createOrganisation(simulatorUrl: string): Promise<DemoOrganisation> {
  const system = systemActor('Demo set-up')
  const tenants = await createTenants(system)
  const users = await createUsers(system, tenants)
  await createEstate(system, simulatorUrl)
  const products = await createProducts(system)
  const admin = actorOf(users, 'admin@example.com', tenants)
  const developer = actorOf(users, 'developer@example.com', tenants)
  await createLimits(system, tenants, products)
  const keys = await createSubscriptions(system, admin, tenants, products)
  const { request } = organisation
  await createSubscription(developer, {
    tenantId: idOf(tenants, request.tenant),
    productId: idOf(products, request.product),
    name: request.name,
    purpose: request.purpose,
  })
  const token = await createToken(admin, {
    name: 'Demo scripts',
    scopes: ['*'],
    expiresAt: new Date(Date.now() + YEAR_MS / 4).toISOString(),
  })
  return {
    accounts: organisation.users.map((user) => ({
      email: user.email,
      password: organisation.password,
      role: user.platformRole ?? user.memberships[0]?.role ?? 'none',
    })),
    keys,
    managementToken: token.token ?? '',
  }
}

type Ids = Map<string, string>

async function createTenants(system: Actor): Promise<Ids> {
  const ids: Ids = new Map()
  for (const { name, costCentre, timeZone, parent } of organisation.tenants) {
    const parentId = parent === null ? null : idOf(ids, parent)
    const made = await createTenant(system, { name, costCentre, timeZone, parentId, currency: organisation.currency })
    ids.set(name, made.id)
  }
  return ids
}

async function createUsers(system: Actor, tenants: Ids): Promise<Ids> {
  const ids: Ids = new Map()
  for (const user of organisation.users) {
    const made = await createUser(system, {
      email: user.email,
      name: user.name,
      platformRole: user.platformRole as 'admin' | null,
      password: organisation.password,
      memberships: user.memberships.map(({ tenant, role }) => ({ tenantId: idOf(tenants, tenant), role: role as 'owner' })),
    })
    ids.set(user.email, made.id)
  }
  return ids
}

/** Backends, the pool, models and their prices. */
async function createEstate(system: Actor, simulatorUrl: string): Promise<void> {
  const backends: Ids = new Map()
  for (const { name, provider, path, region, apiVersion, key, deployments } of organisation.backends) {
    const made = await createBackend(system, {
      name,
      provider: provider as 'openai',
      baseUrl: simulatorUrl + path,
      region,
      apiVersion,
      credential: { kind: 'api-key', value: key },
      deployments: Object.entries(deployments).map(([model, deployment]) => ({ model, name: deployment })),
    })
    backends.set(name, made.id)
  }
  const pool = await createPool(system, {
    name: organisation.pool.name,
    // A provider that hangs should be seen to hang.
    deadlines: organisation.pool.deadlines,
    members: organisation.pool.members.map(({ backend, priority, weight }) => ({
      backendId: idOf(backends, backend),
      priority,
      weight,
    })),
  })
  const effectiveFrom = new Date(Date.now() - YEAR_MS).toISOString()
  for (const { name, kind, contextWindow, maxOutputTokens, price } of organisation.models) {
    await createModel(system, { name, poolId: pool.id, capabilities: [kind as 'chat'], contextWindow, maxOutputTokens })
    await createPrice(system, { model: name, currency: organisation.currency, effectiveFrom, perMillion: price })
  }
}

async function createProducts(system: Actor): Promise<Ids> {
  const ids: Ids = new Map()
  for (const { name, description, models, requiresApproval, requestDefaults } of organisation.products) {
    const made = await createProduct(system, {
      name,
      description,
      models,
      requiresApproval,
      requestDefaults: defaultsOf(requestDefaults),
    })
    await publishProduct(system, { id: made.id })
    ids.set(name, made.id)
  }
  return ids
}

async function createLimits(system: Actor, tenants: Ids, products: Ids): Promise<void> {
  for (const { tenant, product, ...limit } of organisation.limits) {
    const scope = {
      ...(tenant === undefined ? {} : { tenantId: idOf(tenants, tenant) }),
      ...(product === undefined ? {} : { productId: idOf(products, product) }),
    }
    await createLimit(system, { ...limit, scope } as LimitCreate)
  }
}

async function createSubscriptions(system: Actor, admin: Actor, tenants: Ids, products: Ids): Promise<DemoOrganisation['keys']> {
  const keys: DemoOrganisation['keys'] = []
  for (const { tenant, product, name } of organisation.subscriptions) {
    const made = await createSubscription(system, { tenantId: idOf(tenants, tenant), productId: idOf(products, product), name })
    if (made.state === 'submitted') await approveSubscription(admin, { id: made.id }, { ifMatch: String(made.version) })
    const issued = await issueKey(system, { id: made.id, slot: 'primary', name })
    keys.push({ product, key: issued.key ?? '' })
  }
  return keys
}

/** Some acts are a person's own: a token belongs to whoever makes it. */
function actorOf(users: Ids, email: string, tenants: Ids): Actor {
  const user = organisation.users.find((one) => one.email === email)
  const userId = parsePublicId('user', idOf(users, email))
  if (!user || userId === null) throw new Error(`the demo has no user ${email}`)
  return {
    userId,
    name: user.name,
    kind: 'user',
    platformRole: user.platformRole as Actor['platformRole'],
    memberships: user.memberships.map(({ tenant, role }) => ({
      tenantId: parsePublicId('tenant', idOf(tenants, tenant)) ?? '',
      role: role as 'developer',
    })),
  }
}

function defaultsOf(defaults: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(defaults).filter((entry): entry is [string, number] => entry[1] !== undefined))
}

function idOf(ids: Ids, name: string): string {
  const id = ids.get(name)
  if (id === undefined) throw new Error(`the demo has no ${name}`)
  return id
}

/**
 * A developer reaches for another tenant in every way an endpoint offers: each filter, each id in a body, cursors, files, the words
 * of errors. Ways are read from the OpenAPI document, so that a new endpoint is tried by being there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tenantRoles } from '@/lib/access/roles'
import { type IdNoun, idPrefixes, newUuid, toPublicId } from '@/lib/base/ids'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { createUser } from '@/lib/control/users/user-commands'
import { openApiDocument } from '@/lib/http/openapi'
import type { Method, RoutePath } from '@/lib/http/routes'
import { ask, tokenOf } from '@/lib/http/testing/test-api'

type Schema = {
  type?: string | string[]
  pattern?: string
  enum?: unknown[]
  const?: unknown
  minimum?: number
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
}
type Parameter = { name: string; in: string; schema: Schema; required?: boolean }
type Described = { parameters?: Parameter[]; requestBody?: { content?: { 'application/json'?: { schema?: Schema } } } }
type Endpoint = { name: string; path: RoutePath; method: Method; described: Described }

const document = openApiDocument() as {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}
const endpoints: Endpoint[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path: path as RoutePath,
    method: method.toUpperCase() as Method,
    described,
  })),
)

const SECRET_NAME = 'theirs-unspeakable'

let control: TestControl
let theirs: TestEstate
let theirIds: Partial<Record<IdNoun, string>>
const tokens = new Map<string, string>()

beforeAll(async () => {
  control = await startTestControl()
  theirs = await makeEstate(control.system, 'reached')
  await nameTheirs()
  const ours = await makeEstate(control.system, 'ours')
  const first = await addUsage(control, theirs, {
    endUser: `${SECRET_NAME}-end-user`,
    code: `${SECRET_NAME}-code`,
    outcome: 'refused',
  })
  await addUsage(control, theirs)
  await addUsage(control, ours)
  const victim = await createUser(control.system, {
    kind: 'person',
    email: `${SECRET_NAME}@example.com`,
    name: `${SECRET_NAME} person`,
    memberships: [{ tenantId: theirs.tenant.id, role: 'owner' }],
  })
  theirIds = {
    tenant: theirs.tenant.id,
    subscription: theirs.subscription.id,
    key: theirs.key.id,
    limit: theirs.limit.id,
    call: toPublicId('call', first),
    user: victim.id,
  }
  for (const role of tenantRoles)
    tokens.set(role, await tokenOf(await makeActor(control, { memberships: { [ours.tenantUuid]: role } })))
})
afterAll(() => control.close())

/** Products and models are everybody's to see; what a tenant owns has a name that must not be read anywhere. */
async function nameTheirs(): Promise<void> {
  const { db } = control
  await db.tenant.update({ where: { id: theirs.tenantUuid }, data: { name: `${SECRET_NAME} tenant`, costCentre: SECRET_NAME } })
  const data = { name: `${SECRET_NAME} app`, purpose: SECRET_NAME, expectedUse: SECRET_NAME, costCentre: SECRET_NAME }
  await db.subscription.updateMany({ where: { tenantId: theirs.tenantUuid }, data })
  await db.key.updateMany({ where: { subscription: { tenantId: theirs.tenantUuid } }, data: { name: `${SECRET_NAME} key` } })
  await db.limit.updateMany({ where: { tenantId: theirs.tenantUuid }, data: { name: `${SECRET_NAME} limit` } })
}

/** Their id, where a schema asks for an id of something a tenant owns. */
function theirIdFor(schema: Schema): string | undefined {
  const { pattern } = resolved(schema)
  const noun = pattern && (Object.keys(idPrefixes) as IdNoun[]).find((one) => pattern.startsWith(`^${idPrefixes[one]}_`))
  return noun ? theirIds[noun] : undefined
}

function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  const found = name ? document.components.schemas[name] : schema
  const choice = found?.anyOf ?? found?.oneOf ?? found?.allOf
  const first = choice?.find((one) => one.type !== 'null')
  return first ? resolved(first) : (found ?? {})
}

/** Something that fits the schema, with their ids wherever one is asked for, in optional fields too. */
function sampleOf(schema: Schema, name: string, depth = 0): unknown {
  const own = theirIdFor(schema)
  if (own) return own
  const { type, enum: choices, const: fixed, properties = {}, required = [], minimum, pattern, format, items } = resolved(schema)
  const kind = Array.isArray(type) ? type.find((one) => one !== 'null') : type
  if (fixed !== undefined) return fixed
  if (choices) return choices[0]
  if (kind === 'object' && depth < 4) {
    const fields = Object.entries(properties).filter(([field, inner]) => required.includes(field) || holdsId(inner, depth + 1))
    return Object.fromEntries(fields.map(([field, inner]) => [field, sampleOf(inner, field, depth + 1)]))
  }
  if (kind === 'array') return items && holdsId(items, depth + 1) ? [sampleOf(items, name, depth + 1)] : []
  if (kind === 'integer' || kind === 'number') return Math.max(minimum ?? 1, 1)
  if (kind === 'boolean') return false
  if (format === 'date-time') return '2027-01-01T00:00:00Z'
  if (pattern?.includes('A-Z]{3}')) return 'USD'
  return name === 'email' ? 'somebody@example.com' : 'sample'
}

function holdsId(schema: Schema, depth: number): boolean {
  if (depth > 4) return false
  if (theirIdFor(schema)) return true
  const { properties = {}, items } = resolved(schema)
  return (
    Object.values(properties).some((inner) => holdsId(inner, depth + 1)) || (items !== undefined && holdsId(items, depth + 1))
  )
}

/** Nothing of theirs but, perhaps, the id that was given. */
function expectNothingOfTheirs(text: string, given: readonly string[], where: string): void {
  expect(text, where).not.toContain(SECRET_NAME)
  for (const id of Object.values(theirIds)) if (!given.includes(id)) expect(text, `${where}: ${id}`).not.toContain(id)
}

describe.each(tenantRoles)('as %s of another tenant', (role) => {
  const token = () => tokens.get(role) ?? ''
  const reads = endpoints.filter(({ method }) => method === 'GET')
  const filters = reads.flatMap((endpoint) =>
    (endpoint.described.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map((parameter) => ({ ...endpoint, parameter, title: `${endpoint.name}?${parameter.name}` })),
  )

  it('there are filters and bodies to try', () => {
    expect(filters.length).toBeGreaterThan(60)
    expect(endpoints.filter(({ described }) => described.requestBody).length).toBeGreaterThan(30)
  })

  it.each(filters.filter(({ path }) => !path.includes('{')))(
    '$title finds nothing of theirs',
    async ({ path, parameter, described, title }) => {
      const required = (described.parameters ?? []).filter((one) => one.in === 'query' && one.required)
      const base = Object.fromEntries(
        required.map((one) => [one.name, one.name === 'month' ? '2026-11' : String(sampleOf(one.schema, one.name))]),
      )
      const values = [
        theirIdFor(parameter.schema),
        SECRET_NAME,
        `${SECRET_NAME}-end-user`,
        `${SECRET_NAME}-code`,
        theirs.key.last4,
      ]
      for (const value of values.filter((one) => one !== undefined)) {
        const { text, body, status } = await ask('GET', path, token(), { query: { ...base, [parameter.name]: value } })
        // An error may say which value was wrong: nothing but what was sent.
        expectNothingOfTheirs(text.replaceAll(value, ''), Object.values(base), title)
        if (status === 200 && value === theirIdFor(parameter.schema) && Array.isArray(body.items))
          expect(body.items, title).toEqual([])
      }
    },
  )

  it('a cursor of theirs leads nowhere but through one’s own', async () => {
    const theirToken = await tokenOf(await makeActor(control, { memberships: { [theirs.tenantUuid]: 'owner' } }))
    let tried = 0
    for (const { path } of reads.filter(({ path }) => !path.includes('{'))) {
      const made = await ask('GET', path, theirToken, { query: { limit: '1', month: '2026-11' } })
      const plain = made.status === 200 ? made : await ask('GET', path, theirToken, { query: { limit: '1' } })
      if (typeof plain.body.nextCursor !== 'string') continue
      const { text } = await ask('GET', path, token(), { query: { limit: '1000', cursor: plain.body.nextCursor } })
      expectNothingOfTheirs(text, [], path)
      tried++
    }
    expect(tried).toBeGreaterThan(0)
  })

  it('a file holds nothing of theirs', async () => {
    for (const { path, described } of reads) {
      if (!described.parameters?.some(({ name }) => name === 'format')) continue
      const { text } = await ask('GET', path, token(), { query: { format: 'csv', month: '2026-11' } })
      expectNothingOfTheirs(text, [], path)
    }
  })

  const writes = endpoints.filter(({ described }) => described.requestBody?.content?.['application/json']?.schema)
  it.each(writes)('$name takes no id of theirs', async ({ path, method, described, name }) => {
    const schema = described.requestBody?.content?.['application/json']?.schema ?? {}
    if (!holdsId(schema, 0)) return
    const body = sampleOf(schema, 'body')
    const params = Object.fromEntries(
      (described.parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => [parameter.name, theirIdFor(parameter.schema) ?? toPublicId('tenant', newUuid())]),
    )
    const { status, text } = await ask(method, path, token(), { params, body, headers: { 'if-match': '"1"' } })
    const given = JSON.stringify([body, params])
    expectNothingOfTheirs(
      text,
      Object.values(theirIds).filter((id) => given.includes(id)),
      name,
    )
    expect(status, `${name} ${text}`).toBeGreaterThanOrEqual(400)
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { problem } from '@/lib/contracts/problem'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { serveOpenApi } from '@/lib/http/serve-openapi'
import { ask, tokenOf } from '@/lib/http/testing/test-api'

let control: TestControl
let estate: TestEstate
let admin: Actor
let token: string

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  admin = await makeActor(control, { platformRole: 'admin' })
  token = await tokenOf(admin)
})

afterAll(() => control.close())

const tenant = (name: string) => ({ name, costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })

describe('a create', () => {
  it('answers 201 with the resource, its ETag and its place', async () => {
    const { status, headers, body } = await ask('POST', '/tenants', token, { body: tenant('created') })
    expect(status).toBe(201)
    expect(headers.get('etag')).toBe('"1"')
    expect(headers.get('location')).toBe(`/api/v1/tenants/${body.id}`)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('answers a replay under the same Idempotency-Key, a key without its secret', async () => {
    const issue = () =>
      ask('POST', '/subscriptions/{id}/keys', token, {
        params: { id: estate.subscription.id },
        body: { slot: 'secondary' },
        headers: { 'idempotency-key': 'one' },
      })
    const first = await issue()
    const second = await issue()
    expect([first.status, first.body.replayed, second.status, second.body.replayed]).toEqual([201, false, 201, true])
    expect(second.body).toMatchObject({ id: first.body.id, key: null })
  })
})

describe('a write of what has a version', () => {
  it('answers 428 without If-Match and 412 with the current resource for a stale one', async () => {
    const { body } = await ask('POST', '/tenants', token, { body: tenant('versioned') })
    const params = { id: String(body.id) }
    const change = (headers: Record<string, string>) =>
      ask('PATCH', '/tenants/{id}', token, { params, headers, body: { costCentre: 'CC-2' } })
    expect((await change({})).status).toBe(428)
    expect((await change({ 'if-match': '"1"' })).headers.get('etag')).toBe('"2"')
    const stale = await change({ 'if-match': '"1"' })
    expect([stale.status, stale.body.code, stale.body.current]).toMatchObject([
      412,
      'request.stale',
      { version: 2, costCentre: 'CC-2' },
    ])
  })
})

describe('a failure', () => {
  it('is problem+json with a stable code, the fields, and an id to quote', async () => {
    const { status, headers, body } = await ask('POST', '/tenants', token, { body: { name: '', surprise: 1 } })
    expect(status).toBe(422)
    expect(headers.get('content-type')).toBe('application/problem+json')
    expect(problem.parse(body)).toMatchObject({ code: 'request.invalid', requestId: headers.get('x-request-id') })
    expect(body.fields).toContainEqual({ path: 'costCentre', message: 'is missing' })
  })

  it('of a body that is not JSON, not an object, or not said to be JSON is 400', async () => {
    for (const body of ['{"name":', '[]', 'null']) expect((await ask('POST', '/tenants', token, { body })).status).toBe(400)
    const { endpoint } = await import('@/lib/http/endpoint')
    const request = new Request('http://localhost:3300/api/v1/tenants', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
      body: '{}',
    })
    expect((await endpoint('/tenants').POST(request, { params: Promise.resolve({}) })).status).toBe(400)
  })

  it('of a body over a mebibyte is 413', async () => {
    const body = JSON.stringify({ ...tenant('big'), costCentre: 'x'.repeat(1024 * 1024) })
    expect((await ask('POST', '/tenants', token, { body })).status).toBe(413)
  })

  it('of an id that cannot be one is 404', async () => {
    expect((await ask('GET', '/tenants/{id}', token, { params: { id: 'ten_nonsense' } })).status).toBe(404)
  })

  it('of a query that cannot be is 422', async () => {
    const wrong: Record<string, string>[] = [{ limit: '1001' }, { sort: 'colour' }, { cursor: '%%' }, { unknown: 'x' }]
    for (const query of wrong) {
      expect([query, (await ask('GET', '/tenants', token, { query })).status]).toEqual([query, 422])
    }
  })

  it('that is ours says nothing of its cause', async () => {
    const { limitUsage } = control.ports
    control.ports.limitUsage = () => {
      throw new Error('connection to counters at 10.1.2.3 failed')
    }
    const { status, text } = await ask('GET', '/limits/{id}/usage', token, { params: { id: estate.limit.id } })
    control.ports.limitUsage = limitUsage
    expect(status).toBe(500)
    expect(text).not.toContain('10.1.2.3')
  })
})

describe('the chargeback', () => {
  it('downloads as CSV', async () => {
    await addUsage(control, estate, { costNano: 123_456_789n })
    const query = { month: '2026-11', by: 'tenant', format: 'csv' }
    const { headers, text } = await ask('GET', '/reports/chargeback', token, { query })
    expect(headers.get('content-disposition')).toBe('attachment; filename="chargeback-2026-11-by-tenant.csv"')
    expect(text.split('\r\n')[1]).toBe(
      `${estate.tenant.id},acme,1,0,0,100,0,0,50,0,0,0,0,150,0.123456789,EUR,0.123456789,0,0,0.123456789,0,,,CC-acme`,
    )
  })
})

describe('the OpenAPI document', () => {
  it('is served, with components of every noun', async () => {
    const document = (await serveOpenApi().json()) as { openapi: string; components: { schemas: object }; paths: object }
    expect(document.openapi).toBe('3.1.1')
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Tenant', 'TenantCreate', 'KeyCreated', 'LimitCreate', 'Problem', 'Chargeback']),
    )
    expect(Object.keys(document.paths)).toContain('/subscriptions/{id}/approve')
  })
})

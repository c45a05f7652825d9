import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileService, readPath, type ServiceOperation, unitsUsed } from '@/lib/policy/services/service'

const operation = (method: ServiceOperation['method'], path: string): ServiceOperation => ({
  name: `${method} ${path}`,
  method,
  path,
  summary: '',
  units: null,
})
const rules = compileService({
  keyHeader: null,
  operations: [
    operation('GET', '/jobs/{id}'),
    operation('GET', '/jobs/latest'),
    operation('POST', '/jobs'),
    operation('GET', '/{a}/{b}/c'),
  ],
})

describe('the operations of a service', () => {
  it.each([
    ['GET', '/jobs/7', 'GET /jobs/{id}'],
    ['GET', '/jobs/latest', 'GET /jobs/latest'],
    ['POST', '/jobs', 'POST /jobs'],
    ['GET', '/jobs/a%20b', 'GET /jobs/{id}'],
    ['GET', '/x/y/c', 'GET /{a}/{b}/c'],
    ['DELETE', '/jobs/7', undefined],
    ['POST', '/jobs/', undefined],
    ['GET', '/jobs//', undefined],
    ['GET', '/jobs/..', undefined],
    ['GET', '/jobs/%2E%2e', undefined],
    ['GET', '/jobs/a%2fb', undefined],
    ['GET', '/jobs/a%00', undefined],
    ['GET', '/jobs/%zz', undefined],
    ['GET', 'jobs/7', undefined],
    ['GET', '/Jobs/7', undefined],
  ])('%s %s is %s', (method, path, expected) => {
    expect(rules.find(method, path)?.name).toBe(expected)
  })

  it('are found only where every reader of the path means the same place', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const segments = readPath(path)
        if (segments === null) return
        const url = new URL(`http://service.example/base${path}`)
        expect(url.pathname.split('/').slice(2).map(decodeURIComponent)).toEqual(segments)
      }),
      { numRuns: 2_000, seed: 42 },
    )
  })
})

describe('what a call uses', () => {
  const units = { kind: 'pages', field: 'usage.pages' }
  it.each([
    [{ usage: { pages: 3 } }, 3],
    [{ usage: { pages: '2.5' } }, 2.5],
    [{ usage: { pages: [{}, {}] } }, 2],
    [{ usage: { pages: 0 } }, 0],
    [{ usage: { pages: -1 } }, null],
    [{ usage: { pages: 1e12 } }, null],
    [{ usage: { pages: '' } }, null],
    [{ usage: { pages: null } }, null],
    [{ usage: 'pages' }, null],
    [{}, null],
    [null, null],
    ['text', null],
  ])('of %j is %s', (answer, expected) => {
    expect(unitsUsed(units, answer)).toBe(expected)
  })

  it('is never read from what an object only inherits', () => {
    expect(unitsUsed({ kind: 'pages', field: 'constructor.length' }, {})).toBeNull()
    expect(unitsUsed({ kind: 'pages', field: 'list.length' }, { list: [1, 2] })).toBe(2)
  })

  it('is what was agreed for each call, whatever the answer', () => {
    expect(unitsUsed({ kind: 'calls', perCall: 2 }, null)).toBe(2)
  })
})

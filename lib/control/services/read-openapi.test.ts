import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFault } from '@/lib/base/faults'
import { offerOf, readOpenApi } from '@/lib/control/services/read-openapi'
import { serviceDocumentOf } from '@/lib/control/services/service-document'

const yaml = `
openapi: 3.1.0
info: {title: "Größe & Gewicht", version: "1"}
servers: [{url: "/v1"}, {url: "https://{region}.example.com"}, {url: "https://api.example.com/v2/"}]
paths:
  /things/{id}:
    parameters: [{$ref: '#/components/parameters/id'}]
    get: {summary: "One  thing,\\n whole", operationId: getThing}
    options: {summary: preflight}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
  /things/{thing}: {get: {summary: twice}}
  /files/{a}.{b}: {get: {}}
  /files/../secret: {get: {}}
components:
  securitySchemes: {query: {type: apiKey, in: query, name: key}, header: {type: apiKey, in: header, name: X-Api-Key}}
  parameters: {id: {name: id, in: path, required: true, description: Which, schema: {type: [string, 'null']}}}
  schemas:
    Thing: {type: object, required: [name, 7], properties: {name: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Thing'}}, elsewhere: {$ref: 'https://evil.example/x'}}}
`

describe('an OpenAPI document', () => {
  it('offers what can be served, and says of the rest why not', () => {
    const offer = offerOf(readOpenApi(yaml))
    expect(offer).toMatchObject({
      title: 'Größe & Gewicht',
      name: 'gr-e-gewicht',
      baseUrl: 'https://api.example.com/v2',
      keyHeader: 'x-api-key',
    })
    expect(offer.operations.map(({ method, path, name, summary }) => [method, path, name, summary])).toEqual([
      ['GET', '/things/{id}', 'getThing', 'One thing, whole'],
      ['PUT', '/things/{id}', 'PUT /things/{id}', ''],
    ])
    expect(offer.skipped.map(({ operation }) => operation)).toEqual([
      'OPTIONS /things/{id}',
      'GET /things/{thing}',
      'GET /files/{a}.{b}',
      'GET /files/../secret',
    ])
  })

  it('of Swagger 2 says where it is and what its body is', () => {
    const document = readOpenApi(
      JSON.stringify({
        swagger: '2.0',
        info: { title: 'Old' },
        host: 'old.example.com',
        basePath: '/api',
        schemes: ['http', 'https'],
        securityDefinitions: { key: { type: 'apiKey', in: 'header', name: 'Ocp-Apim-Subscription-Key' } },
        definitions: { Ask: { properties: { q: { type: 'string' } } } },
        paths: { '/ask': { post: { parameters: [{ in: 'body', name: 'body', schema: { $ref: '#/definitions/Ask' } }] } } },
      }),
    )
    const offer = offerOf(document)
    expect(offer).toMatchObject({ baseUrl: 'https://old.example.com/api', keyHeader: 'ocp-apim-subscription-key' })
    const { paths } = serviceDocumentOf('old', { keyHeader: null, operations: offer.operations }, document)
    expect(paths['/ask']?.post).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { q: { type: 'string' } } } } } },
    })
  })

  it('whose schemas hold themselves has a reference that ends, with nothing from elsewhere', () => {
    const document = readOpenApi(yaml)
    const made = serviceDocumentOf('things', { keyHeader: null, operations: offerOf(document).operations }, document)
    const text = JSON.stringify(made)
    expect(text.length).toBeLessThan(10_000)
    expect(text).not.toMatch(/evil|\$ref/)
    expect(made.paths['/things/{id}']?.get).toMatchObject({
      parameters: [{ name: 'id', description: 'Which', schema: { type: 'string' } }],
    })
  })

  it('whose schemas name each other a thousandfold has a reference that ends', () => {
    const names = Array.from({ length: 60 }, (_, i) => `S${i}`)
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]))
    const source = {
      openapi: '3.0.0',
      components: { schemas: Object.fromEntries(names.map((name) => [name, { type: 'object', properties }])) },
      paths: {
        '/a': { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/S0' } } } } } },
      },
    }
    const made = serviceDocumentOf('many', { keyHeader: null, operations: offerOf(source).operations }, source)
    expect(JSON.stringify(made).length).toBeLessThan(1_000_000)
  })

  it.each([
    ['a list of many values', { enum: Array.from({ length: 50_000 }, (_, i) => `value ${i}`) }],
    ['a text without end', { description: ' long'.repeat(100_000) }],
    ['names without end', { required: ['n'.repeat(400_000)], properties: { ['p'.repeat(400_000)]: {} } }],
  ])('that names %s from everywhere has a reference of bounded length', (_, schema) => {
    const fields = Array.from({ length: 60 }, (_, i) => [`f${i}`, { $ref: '#/components/schemas/One' }])
    const content = { 'application/json': { schema: { properties: Object.fromEntries(fields) } } }
    const paths = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`/p${i}`, { post: { requestBody: { content } } }]))
    const source = { openapi: '3.0.0', components: { schemas: { One: schema } }, paths }
    const made = serviceDocumentOf('much', { keyHeader: null, operations: offerOf(source).operations }, source)
    expect(JSON.stringify(made).length).toBeLessThan(2_000_000)
  })

  it('as YAML is short enough to be read while calls wait', () => {
    expect(() => readOpenApi(`openapi: 3.0.0\ninfo: {title: x}\n${'# so much\n'.repeat(20_000)}`)).toThrow(/200000 characters/)
  })

  it.each([
    ['nothing', ' '],
    ['no document', '[]'],
    ['half a document', '{"openapi": "3.0.0"'],
    ['a document of another kind', '{"asyncapi": "2.0.0"}'],
    [
      'a bomb of aliases',
      `a: &a [x,x]\n${'bcdefghijk'
        .split('')
        .map((n, i) => `${n}: &${n} [*${'abcdefghij'[i]},*${'abcdefghij'[i]},*${'abcdefghij'[i]}]`)
        .join('\n')}`,
    ],
  ])('%s is refused in a sentence', (_, text) => {
    expect(() => readOpenApi(text)).toThrow(/document/)
  })

  it('of whatever shape is read or refused, never more', () => {
    fc.assert(
      fc.property(
        fc.object({
          key: fc.constantFrom(
            'paths',
            '/a',
            'get',
            'post',
            'parameters',
            'requestBody',
            'content',
            'schema',
            '$ref',
            'servers',
            'info',
            'x',
          ),
        }),
        (odd) => {
          const source = { ...odd, openapi: '3.0.0' }
          try {
            const offer = offerOf(readOpenApi(JSON.stringify(source)))
            serviceDocumentOf('odd', { keyHeader: null, operations: offer.operations }, source)
          } catch (error) {
            if (!isFault(error)) throw error
          }
        },
      ),
      { numRuns: 2_000, seed: 42 },
    )
  })
})

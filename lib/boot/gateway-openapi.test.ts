/** The reference and the gateway: what one has, the other has. */
import { expect, it } from 'vitest'
import { gatewayOperations } from '@/lib/contracts/gateway-operations'
import { plainPaths } from '@/lib/gateway/dialects/openai'
import { dialectOf } from '@/lib/gateway/dialects/registry'

it.each(gatewayOperations.map(({ method, path }) => [method.toUpperCase(), path]))('%s %s is served', (method, path) => {
  const asked = path.replaceAll(/\{\w+\}/g, 'gpt-4o-mini')
  expect(dialectOf(asked).route(asked)).toMatchObject({ method })
})

it('says every surface of the OpenAI dialect', () => {
  const paths = gatewayOperations.map(({ path }) => path)
  expect(paths).toEqual(expect.arrayContaining(Object.keys(plainPaths).map((path) => `/v1${path}`)))
})

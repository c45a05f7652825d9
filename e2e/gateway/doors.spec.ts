/** The same conformance suite through the fast door and through the Next API route, both alive in one process. */
import { test } from '@playwright/test'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { type Api, buildEstate } from '@/lib/boot/testing/estate'
import type { Target } from '@/lib/boot/testing/target'
import { readDemo } from '../demo'
import { simulatorOf } from '../simulator'

const doors = [
  { name: 'the Node door', tag: 'fast', base: '' },
  { name: 'the Next API route', tag: 'route', base: '/api/gateway' },
]

for (const { name, tag, base } of doors) {
  test.describe(name, () => {
    let target: Target
    test.beforeAll(async () => {
      const { url } = readDemo()
      const simulatorUrl = await simulatorOf(restApi)
      target = {
        url: url + base,
        simulatorUrl,
        api: restApi,
        estate: await buildEstate(restApi, simulatorUrl, `${tag}-${Date.now().toString(36)}`),
      }
    })
    for (const { name, run } of conformanceCases) test(name, () => run(target))
  })
}

/** The management API over HTTP, as any script uses it. */
const restApi: Api = async (method, path, body, version) => {
  const { url, managementToken } = readDemo()
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${managementToken}`,
      'content-type': 'application/json',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return text === '' ? {} : JSON.parse(text)
}

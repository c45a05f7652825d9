/** The same conformance suite through the fast door and through the Next API route, both alive in one process. */
import { test } from '@playwright/test'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import type { Target } from '@/lib/boot/testing/target'
import { readDemo } from '../demo'
import { apiOf } from '../process/tollgate-process'
import { simulatorOf } from '../simulator'

const doors = [
  { name: 'the Node door', tag: 'fast', base: '' },
  { name: 'the Next API route', tag: 'route', base: '/api/gateway' },
]

for (const { name, tag, base } of doors) {
  test.describe(name, () => {
    let target: Target
    test.beforeAll(async () => {
      const { url, managementToken } = readDemo()
      const api = apiOf(url, () => managementToken)
      const simulatorUrl = await simulatorOf(api)
      const estate = await buildEstate(api, simulatorUrl, `${tag}-${Date.now().toString(36)}`)
      target = { url: url + base, simulatorUrl, api, estate }
    })
    for (const { name, run } of conformanceCases) test(name, () => run(target))
  })
}

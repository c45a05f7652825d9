/** The same conformance suite by the gateway's own paths and by the API's; through the Next route it runs in next-start.spec.ts. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import { chat, post, recordOf, type Target } from '@/lib/boot/testing/target'
import { readDemo } from '../demo'
import { apiOf } from '../process/tollgate-process'
import { simulatorOf } from '../simulator'

const doors = [
  { name: 'its own paths', tag: 'own', base: '' },
  { name: 'under /api/gateway', tag: 'api', base: '/api/gateway' },
]

for (const { name, tag, base } of doors) {
  test.describe(name, () => {
    test.describe.configure({ timeout: 120_000 })
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

test('behind both is one counter and one spool', async () => {
  const { url, managementToken } = readDemo()
  const api = apiOf(url, () => managementToken)
  const estate = await buildEstate(api, await simulatorOf(api), `both-${Date.now().toString(36)}`)
  const target: Target = { url, simulatorUrl: '', api, estate }
  const call = (base: string) =>
    post(target, `${base}/v1/chat/completions`, estate.fewCalls.key, chat(estate.models.mini, 'hi', { max_tokens: 2 }))
  const replies = []
  for (const base of ['', '/api/gateway', '', '/api/gateway', '']) replies.push(await call(base))
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
  const records = await Promise.all(replies.map(({ headers }) => recordOf(target, headers.get('x-request-id'))))
  expect(new Set(records.map(({ replica }) => replica)).size).toBe(1)
  expect(readdirSync(path.join(process.env.E2E_DATA_DIR ?? '.data/e2e', 'spool'))).toEqual([records[0]?.replica])
})

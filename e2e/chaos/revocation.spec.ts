/**
 * A key revoked through the API on one of three replicas, under load: no call with it that is sent later than a second after
 * is accepted anywhere. In every fifth round nobody is notified, and polling alone must do. `npm run chaos` plays 100 rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import type { Answer } from '@/lib/boot/testing/estate'
import { listen } from '@/lib/db/listen'
import { applicationUser } from '@/lib/db/postgres-cluster'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import type { TollgateProcess } from '../process/tollgate-process'
import { openScene, type Scene } from './scene'

const ROUNDS = process.env.CHAOS_FULL ? 100 : 10
const LANES = 5
const WITHIN_MS = 1_000

let scene: Scene
let pool: SqlPool
let replicas: TollgateProcess[] = []
const folders: string[] = []

test.beforeAll(async () => {
  test.setTimeout(300_000)
  scene = await openScene({ thinkMs: 5, chunkMs: 1 })
  pool = createSqlPool(scene.postgres.url, { max: 1 })
  const others = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), 'tollgate-replica-')))
  folders.push(...others)
  const whole = await scene.startGateway({ role: 'all' })
  replicas = [whole, ...(await Promise.all(others.map((dataDir) => scene.startGateway({ dataDir }))))]
})
test.afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.end('SIGTERM')))
  await pool?.end()
  await scene?.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Notifications reach nobody while this stands: a function of the same name is found first. */
async function cutNotifications(isCut: boolean): Promise<void> {
  await pool.query(
    isCut
      ? `create function public.pg_notify(text, text) returns void language sql as ''; alter role ${applicationUser} set search_path = public, pg_catalog`
      : `drop function if exists public.pg_notify(text, text); alter role ${applicationUser} reset search_path`,
  )
  // Sessions that know the old path go; the console opens new ones.
  await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query not like 'listen%'",
  )
  await sleep(500)
}

async function isAccepted({ url }: TollgateProcess, key: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chaos', messages: [{ role: 'user', content: '[tokens=1] go' }], max_tokens: 5 }),
  })
  await answer.text()
  if (answer.status !== 200 && answer.status !== 401) throw new Error(`status ${answer.status}`)
  return answer.status === 200
}

/** One key's life: made, used on all three replicas at once, revoked on the first. Returns how late a call was still accepted. */
async function playRound(api: TollgateProcess['api'], name: string): Promise<number> {
  const subscription = await api('POST', '/subscriptions', { tenantId: scene.tenantId, productId: scene.productId, name })
  const key: Answer = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  for (const replica of replicas)
    await expect.poll(() => isAccepted(replica, key.key), { timeout: 30_000, intervals: [20] }).toBe(true)
  let revokedAtMs = Number.POSITIVE_INFINITY
  let latestMs = 0
  const callers = replicas.flatMap((replica) =>
    [1, 2].map(async () => {
      while (Date.now() < revokedAtMs + WITHIN_MS + 400) {
        const sentAtMs = Date.now()
        if (await isAccepted(replica, key.key)) latestMs = Math.max(latestMs, sentAtMs - revokedAtMs)
        await sleep(5)
      }
    }),
  )
  await sleep(100 + Math.random() * 300)
  await api('DELETE', `/keys/${key.id}`)
  revokedAtMs = Date.now()
  await Promise.all(callers)
  return latestMs
}

for (const [title, rounds, isCut] of [
  ['', ROUNDS * 0.8, false],
  [', without any notification', ROUNDS * 0.2, true],
] as const) {
  test(`a key revoked on one of three replicas under load is refused everywhere within a second, ${rounds} times${title}`, async () => {
    test.setTimeout(120_000 + rounds * 30_000)
    const api = replicas[0]?.api
    if (!api) throw new Error('there is no console')
    if (isCut) await cutNotifications(true)
    const latest: number[] = []
    let round = 0
    let heard = 0
    const listener = listen({ url: scene.postgres.url, channel: 'tollgate_catalog', onNotify: () => heard++ })
    try {
      await Promise.all(
        Array.from({ length: Math.min(LANES, rounds) }, async () => {
          while (round < rounds) latest.push(await playRound(api, `revoked ${round++}${title}`))
        }),
      )
    } finally {
      await listener.close()
      if (isCut) await cutNotifications(false)
    }
    expect(heard > 0, 'notifications were heard').toBe(!isCut)
    const sorted = [...latest].sort((a, b) => a - b)
    process.stdout.write(
      `${latest.length} revocations${title}: a call was accepted at most ${sorted.at(-1)} ms after (median ${sorted[Math.floor(sorted.length / 2)]} ms)\n`,
    )
    expect(latest.length).toBe(rounds)
    expect(sorted.at(-1)).toBeLessThanOrEqual(WITHIN_MS)
  })
}

/** Pepper and encryption key are rotated on a demo: old and new are valid together, and the old goes when nothing needs it. */
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from './tollgate-process'

const dataDir = newDataDir()
test.afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

function secrets(...args: string[]): string {
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/secrets.ts', ...args], {
    env,
    encoding: 'utf8',
  })
  expect(status, stdout + stderr).toBe(0)
  return stdout
}

async function start(): Promise<TollgateProcess> {
  const demo = startProcess(['scripts/demo.mjs'], { port: await freePort(), dataDir })
  await waitUntilReady(demo)
  return demo
}

const statusOf = async ({ url }: TollgateProcess, key: string) => {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
  })
  await answer.text()
  return answer.status
}

const stored = () => JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string[]>

test('keys, tokens and credentials outlive a rotation of pepper and encryption key', async () => {
  test.setTimeout(600_000)
  const first = await start()
  const old = first.demo().keys[0]?.key ?? ''
  expect(await statusOf(first, old)).toBe(200)
  expect(await first.end('SIGTERM')).toBe(0)
  secrets('rotate', 'pepper')
  secrets('rotate', 'encryption')

  const second = await start()
  expect(await statusOf(second, old), 'a key from before, a credential from before').toBe(200)
  const { items } = (await second.api('GET', '/subscriptions?limit=100')) as unknown as { items: { id: string; state: string }[] }
  const keys = await Promise.all(
    items
      .filter(({ state }) => state === 'active')
      .map(({ id }) => second.api('POST', `/subscriptions/${id}/keys`, { slot: 'secondary' }).catch(() => null)),
  )
  const fresh = keys.find((key) => key !== null)?.key ?? ''
  await expect.poll(() => statusOf(second, fresh), { timeout: 30_000 }).not.toBe(401)
  expect(secrets('reseal')).toMatch(/^[1-9]\d* credentials sealed anew/)
  expect(secrets('status').match(/encryption .*/g), 'one key for all of them now').toEqual([expect.stringContaining('(current)')])
  expect(secrets('status').match(/pepper .*/g)).toHaveLength(2)
  expect(secrets('forget')).toContain('1 old secrets forgotten, 1 still needed')
  expect([stored().keyPepperPrevious?.length, stored().encryptionKeyPrevious?.length]).toEqual([1, 0])
  expect(await second.api('GET', '/audit/verify')).toMatchObject({ ok: true })
  expect(await second.end('SIGTERM')).toBe(0)

  const third = await start()
  expect(await statusOf(third, old)).toBe(200)
  expect(await third.end('SIGTERM')).toBe(0)
})

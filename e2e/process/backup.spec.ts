/** A living demo is backed up under load and restored under another DATA_DIR, with its secrets: nothing of it is lost or void. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from './tollgate-process'

const run = (script: string, dataDir: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], {
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir },
    encoding: 'utf8',
  })

const ask = ({ url }: TollgateProcess, key: string) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
  })

test('a backup of a living system, restored elsewhere, knows every key, price and call, and its books and its audit trail agree', async () => {
  test.setTimeout(600_000)
  const [from, to] = [newDataDir(), path.join(newDataDir(), 'restored')]
  const file = path.join(from, 'tollgate.backup.gz')
  const first = startProcess(['scripts/demo.mjs'], { port: await freePort(), dataDir: from })
  await waitUntilReady(first)
  const key = first.demo().keys[0]?.key ?? ''
  let isOver = false
  const callers = [1, 2, 3, 4].map(async () => {
    while (!isOver) expect((await ask(first, key)).status).toBe(200)
  })
  const taken = run('backup', from, file)
  expect(taken.status, taken.stdout + taken.stderr).toBe(0)
  isOver = true
  await Promise.all(callers)
  const before = await first.api('GET', '/tenants?limit=100')
  expect(await first.end('SIGTERM')).toBe(0)

  mkdirSync(to)
  for (const secret of ['secrets.json', 'demo.json']) copyFileSync(path.join(from, secret), path.join(to, secret))
  const restored = run('restore', to, file)
  expect(restored.status, restored.stdout + restored.stderr).toBe(0)
  const second = startProcess(['scripts/demo.mjs'], { port: await freePort(), dataDir: to })
  try {
    await waitUntilReady(second)
    expect((await ask(second, key)).status, 'a key issued before still works').toBe(200)
    expect((await second.api('GET', '/tenants?limit=100')).items).toEqual(before.items)
    expect(await second.api('GET', '/audit/verify')).toMatchObject({ ok: true, brokenAt: null })
    const verified = run('ledger-verify', to)
    expect(verified.stdout, verified.stderr).toContain('agree')
    expect(verified.status).toBe(0)
    const again = run('restore', to, file)
    expect(again.status, 'a database in use is left alone').toBe(1)
    expect(again.stderr).toContain('in use')
  } finally {
    await second.end('SIGTERM')
    for (const folder of [from, path.dirname(to)]) rmSync(folder, { recursive: true, force: true })
  }
})

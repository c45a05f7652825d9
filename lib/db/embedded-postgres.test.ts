import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { isRunning } from '@/lib/db/process-identity'

let dataDir: string
const start = () => startEmbeddedPostgres({ dataDir, durable: false })

beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-pg-'))
})

afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

async function holdInAnotherProcess(): Promise<{ child: ChildProcess; pid: number }> {
  const script = path.join(findProjectRoot(), 'lib/db/testing/hold-postgres.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: findProjectRoot(),
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, pid: Number(line.toString().split(' ')[1]) }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('data is there again after a stop and a start', async () => {
  const first = await start()
  await query(first.url, 'create table kept (n int); insert into kept values (7)')
  await first.stop()
  expect(isRunning(first.pid)).toBe(false)
  const second = await start()
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
  await second.stop()
})

test('after a kill -9 the living server is taken over, and stopped with us', async () => {
  const { child, pid } = await holdInAnotherProcess()
  child.kill('SIGKILL')
  await once(child, 'exit')
  const postgres = await start()
  expect(postgres).toMatchObject({ adopted: true, pid })
  expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
  await postgres.stop()
  expect(isRunning(pid)).toBe(false)
})

test('who ends while the server starts does not leave it behind', async () => {
  const script = path.join(findProjectRoot(), 'lib/db/testing/exit-while-postgres-starts.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, dataDir], { cwd: findProjectRoot() })
  expect(Number(stdout)).toBeGreaterThan(0)
  await expect.poll(() => isRunning(Number(stdout)), { timeout: 10_000 }).toBe(false)
})

test('a data directory in use is refused in one sentence that names the process', async () => {
  const { child } = await holdInAnotherProcess()
  await expect(start()).rejects.toMatchObject({ name: 'StartError', message: expect.stringContaining(`process ${child.pid}`) })
  child.stdin?.end()
  await once(child, 'exit')
})

test('a pid file that names somebody else does not keep the server from starting', async () => {
  await (await start()).stop()
  const file = path.join(dataDir, 'postgres', 'data', 'postmaster.pid')
  writeFileSync(file, `${process.ppid}\n${path.dirname(file)}\n0\n5432\n\n127.0.0.1\n        1         1\nready\n`)
  const postgres = await start()
  expect(postgres.adopted).toBe(false)
  await postgres.stop()
  expect(isRunning(process.ppid)).toBe(true)
})

test('a wrong password is refused, and the password is not readable by others', async () => {
  const postgres = await start()
  await expect(query(postgres.url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8')).toContain('password')
  await postgres.stop()
})

test('instants are read in UTC', async () => {
  const postgres = await start()
  expect(await query(postgres.url, 'show timezone')).toEqual([{ TimeZone: 'UTC' }])
  await postgres.stop()
})

test('a server that dies is started again on its port', async () => {
  const postgres = await start()
  await query(postgres.url, 'set synchronous_commit = on; create table kept (n int); insert into kept values (7)')
  process.kill(postgres.pid, 'SIGKILL')
  let rows: unknown[] = []
  for (let i = 0; i < 400 && rows.length === 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    rows = await query(postgres.url, 'select n from kept').catch(() => [])
  }
  expect(rows).toEqual([{ n: 7 }])
  await postgres.stop()
})

test('the application has a role of its own that owns nothing, in a data directory of an older version too', async () => {
  await (await start()).stop()
  const file = path.join(dataDir, 'postgres.json')
  const { applicationPassword: _, ...older } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, JSON.stringify(older))
  const postgres = await start()
  expect(
    await query(postgres.applicationUrl, 'select current_user::text as who, rolsuper from pg_roles where rolname = current_user'),
  ).toEqual([{ who: 'tollgate_app', rolsuper: false }])
  await postgres.stop()
})

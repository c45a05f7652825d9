/** What the limits' measurements run on: Postgres, Redis where gateways share it, a provider, and the gateways, each a process. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseEnv } from '@/lib/base/env'
import { startTollgate } from '@/lib/boot/start'
import { spawnGateway } from '@/lib/boot/testing/spawn-gateway'
import { operationApi } from '@/lib/boot/testing/test-gateway'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { startRedis } from '@/lib/runtime/counters/testing/redis-server'
import type { Bench } from './limits-load'

const secret = () => randomBytes(24).toString('base64url')
const secrets = { KEY_PEPPER: secret(), ENCRYPTION_KEY: secret(), SESSION_SECRET: secret() }
const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-limits-'))
const MODEL = 'gpt-4o-mini'

let shared: Promise<{ tenantId: string; databaseUrl: string; pool: Bench['pool']; end(): Promise<void> }> | null = null

/** The management API is this process; one gateway counts in memory, three in Redis. */
export async function startBench(processes: number): Promise<Bench> {
  shared ??= startShared()
  const { tenantId, databaseUrl, pool } = await shared
  const redis = processes > 1 ? await startRedis() : null
  const settings = { ...secrets, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error', ...(redis ? { REDIS_URL: redis.url } : {}) }
  const gateways = await Promise.all(Array.from({ length: processes }, () => spawnGateway(settings)))
  return {
    name: processes > 1 ? `${processes} processes, Redis` : '1 process, memory',
    urls: gateways.map(({ url }) => url),
    api: operationApi,
    pool,
    tenantId,
    model: MODEL,
    async stop() {
      for (const gateway of gateways) await gateway.stop()
      await redis?.stop()
    },
  }
}

/** Stops what all settings share. */
export async function endShared(): Promise<void> {
  await (await shared)?.end()
}

async function startShared() {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'database') })
  const upstream = spawn(process.execPath, ['bench/limits-upstream.mjs'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ port }] = (await once(upstream, 'message')) as [{ port: number }]
  const env = parseEnv({ ...secrets, DATABASE_URL: postgres.url, DATA_DIR: dataDir, LOG_LEVEL: 'error' })
  const running = await startTollgate({ env, allowLoopback: true, servesCalls: false })
  const tenant = await operationApi('POST', '/tenants', {
    name: 'Bench',
    costCentre: 'B',
    timeZone: 'UTC',
    currency: 'USD',
  })
  const backend = await operationApi('POST', '/backends', {
    name: 'upstream',
    provider: 'openai-compatible',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    credential: { kind: 'none' },
    deployments: [{ model: MODEL, name: MODEL }],
  })
  const pool = await operationApi('POST', '/pools', {
    name: 'upstream',
    members: [{ backendId: backend.id, priority: 1, weight: 100 }],
    strategy: 'weighted',
  })
  await operationApi('POST', '/models', {
    name: MODEL,
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
  })
  await operationApi('POST', '/prices', {
    model: MODEL,
    currency: 'USD',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '1', output: '1' },
  })
  return {
    tenantId: tenant.id,
    databaseUrl: postgres.url,
    pool: running.pool,
    async end() {
      await running.stop()
      upstream.kill()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

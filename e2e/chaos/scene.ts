/**
 * What the chaos suite plays on: a PostgreSQL and simulated providers in processes of their own, an organisation with one key
 * and two quotas far away, and gateways that are started and killed on it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Answer, Api } from '@/lib/boot/testing/estate'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from '../process/tollgate-process'

export type Scene = {
  databaseUrl: string
  simulatorUrl: string
  /** The server process of PostgreSQL: to be stopped and killed. */
  postgresPid(): number
  key: string
  api: Api
  tenantId: string
  /** Starts a gateway on this scene's data directory, or on another, and waits until it is ready. */
  startGateway(options?: { dataDir?: string; env?: Record<string, string>; role?: string }): Promise<TollgateProcess>
  dataDir: string
  env: Record<string, string>
  close(): Promise<void>
}

/** Secrets are given, so that several data directories understand one database. */
const SECRETS = {
  KEY_PEPPER: 'chaos-pepper-chaos-pepper-chaos-pepper',
  ENCRYPTION_KEY: 'chaos-encryption-chaos-encryption-key',
  SESSION_SECRET: 'chaos-session-chaos-session-chaos-secret',
}

export async function openScene(pace = { thinkMs: 60, chunkMs: 8 }): Promise<Scene> {
  const home = newDataDir()
  const postgresHome = path.join(home, 'database')
  const holder = spawn(process.execPath, ['--import', 'tsx', 'lib/db/testing/hold-postgres.ts', postgresHome], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const { port, password } = JSON.parse(readFileSync(path.join(postgresHome, 'postgres.json'), 'utf8')) as {
    port: number
    password: string
  }
  const databaseUrl = `postgres://tollgate:${password}@127.0.0.1:${port}/tollgate`
  const simulator = await startSimulator(pace)
  const dataDir = path.join(home, 'gateway')
  const env = { DATABASE_URL: databaseUrl, ALLOWED_PRIVATE_BACKENDS: '127.0.0.0/8', LOG_LEVEL: 'warn', ...SECRETS }

  const whole = startProcess(['dist/server.js', '--demo', '--simulator', simulator.url], {
    port: await freePort(),
    dataDir,
    env: { ...env, NODE_ENV: 'production' },
  })
  await waitUntilReady(whole)
  const estate = await buildScene(whole.api, simulator.url)
  await whole.end('SIGTERM')

  const startGateway: Scene['startGateway'] = async (options = {}) => {
    const role = options.role ?? 'gateway'
    const gateway = startProcess(['dist/server.js', '--role', role], {
      port: await freePort(),
      dataDir: options.dataDir ?? dataDir,
      env: { ...env, NODE_ENV: 'production', ...options.env },
    })
    await waitUntilReady(gateway)
    return gateway
  }
  return {
    databaseUrl,
    simulatorUrl: simulator.url,
    postgresPid: () => Number.parseInt(readFileSync(pidFileOf(postgresHome), 'utf8'), 10),
    ...estate,
    api: whole.api,
    startGateway,
    dataDir,
    env,
    async close() {
      simulator.child.kill()
      holder.stdin.end()
      await once(holder, 'exit')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Started by root without user namespaces, the database lies elsewhere, and a file says where. */
function pidFileOf(postgresHome: string): string {
  try {
    return path.join(readFileSync(path.join(postgresHome, 'postgres.folder'), 'utf8').trim(), 'data', 'postmaster.pid')
  } catch {
    return path.join(postgresHome, 'postgres', 'data', 'postmaster.pid')
  }
}

async function startSimulator({
  thinkMs,
  chunkMs,
}: {
  thinkMs: number
  chunkMs: number
}): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['dist/simulator.js', '--think-ms', String(thinkMs), '--chunk-ms', String(chunkMs)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { url, child }
}

/** A tenant, one model on two backends with a price, and limits that count but never refuse. */
async function buildScene(api: Api, simulatorUrl: string): Promise<{ key: string; tenantId: string }> {
  const tenant = await api('POST', '/tenants', { name: 'Chaos', costCentre: 'C', timeZone: 'UTC', currency: 'USD' })
  const members: object[] = []
  for (const number of ['01', '02']) {
    const backend = await api('POST', '/backends', {
      name: `chaos ${number}`,
      provider: 'azure-openai',
      baseUrl: `${simulatorUrl}/apimaoai${number}`,
      apiVersion: '2024-10-21',
      credential: { kind: 'api-key', value: `sim-apimaoai${number}-key` },
      deployments: [{ model: 'chaos', name: `chat-mini-${number}` }],
    })
    members.push({ backendId: backend.id, priority: 1, weight: 50 })
  }
  const pool = await api('POST', '/pools', { name: 'Chaos', strategy: 'weighted', members })
  const model = { name: 'chaos', poolId: pool.id, capabilities: ['chat'], contextWindow: 128_000, maxOutputTokens: 16_384 }
  await api('POST', '/models', model)
  const perMillion = { input: '0.15', cacheRead: '0.075', output: '0.60' }
  await api('POST', '/prices', { model: 'chaos', currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion })
  const product = await api('POST', '/products', { name: 'Chaos', models: ['chaos'], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const subscription = await api('POST', '/subscriptions', { tenantId: tenant.id, productId: product.id, name: 'chaos' })
  const window = { kind: 'quota', period: 'year' }
  const scope = { tenantId: tenant.id }
  await api('POST', '/limits', {
    name: 'chaos tokens',
    scope,
    countBy: 'tenant',
    measure: 'tokens',
    window,
    amount: 9_000_000_000,
  })
  const money = { name: 'chaos money', scope, countBy: 'tenant', measure: 'cost', window, amount: '90000', currency: 'USD' }
  await api('POST', '/limits', money)
  const key: Answer = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  return { key: key.key, tenantId: tenant.id }
}

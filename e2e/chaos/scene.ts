/**
 * What the chaos suite plays on: a PostgreSQL and simulated providers in processes of their own, an organisation with one key
 * and two quotas far away, and gateways that are started and killed on it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { Answer, Api } from '@/lib/boot/testing/estate'
import { freePort, newDataDir, startProcess, type TollgateProcess, waitUntilReady } from '../process/tollgate-process'
import { type PostgresProcess, startPostgresProcess } from './postgres-process'

export type Scene = {
  postgres: PostgresProcess
  simulatorUrl: string
  key: string
  /** Forty calls a year and no more. */
  scarceKey: string
  api: Api
  tenantId: string
  /** The product of the plentiful key. */
  productId: string
  /** Starts a gateway on this scene's data directory, or on another, and waits until it is ready. */
  startGateway(options?: { dataDir?: string; env?: Record<string, string>; role?: string }): Promise<TollgateProcess>
  /** How the simulated providers answer from now on. */
  pace(mode: object): Promise<void>
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
  const postgres = await startPostgresProcess(path.join(home, 'database'))
  const simulator = await startSimulator(pace)
  const dataDir = path.join(home, 'gateway')
  const urls = { DATABASE_URL: postgres.applicationUrl, DATABASE_OWNER_URL: postgres.url }
  const env = { ...urls, ALLOWED_PRIVATE_BACKENDS: '127.0.0.0/8', LOG_LEVEL: 'warn', ...SECRETS }

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
    postgres,
    simulatorUrl: simulator.url,
    ...estate,
    api: whole.api,
    startGateway,
    async pace(mode) {
      for (const name of ['apimaoai01', 'apimaoai02'])
        await fetch(`${simulator.url}/_sim/resources/${name}/mode`, { method: 'PUT', body: JSON.stringify(mode) })
    },
    dataDir,
    env,
    async close() {
      simulator.child.kill()
      await postgres.stop()
      rmSync(home, { recursive: true, force: true })
    },
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
async function buildScene(api: Api, simulatorUrl: string): Promise<Pick<Scene, 'key' | 'scarceKey' | 'tenantId' | 'productId'>> {
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
  const subscribe = async (name: string) => {
    const product = await api('POST', '/products', { name, models: ['chaos'], requiresApproval: false })
    await api('POST', `/products/${product.id}/publish`, {}, product.version)
    const subscription = await api('POST', '/subscriptions', { tenantId: tenant.id, productId: product.id, name })
    const key: Answer = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
    return { key: key.key, productId: product.id }
  }
  const plenty = await subscribe('Chaos')
  const scarce = await subscribe('Scarce')
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
  const few = { name: 'forty calls', countBy: 'product', measure: 'requests', window, amount: 40 }
  await api('POST', '/limits', { ...few, scope: { productId: scarce.productId } })
  return { key: plenty.key, scarceKey: scarce.key, tenantId: tenant.id, productId: plenty.productId }
}

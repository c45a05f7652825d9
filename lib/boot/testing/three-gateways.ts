/** Three gateways on one database: this process, which has the management API too, and two of their own. */
import { randomBytes } from 'node:crypto'
import { buildEstate } from '@/lib/boot/testing/estate'
import { spawnGateway } from '@/lib/boot/testing/spawn-gateway'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway } from '@/lib/boot/testing/test-gateway'

export type ThreeGateways = {
  /** One door each; the management API is the same. */
  targets: [Target, Target, Target]
  /** How many gateways each believes there are, by their heartbeats. */
  heartbeats(): Promise<{ store: string; gateways: number }[]>
  close(): Promise<void>
}

export async function startThreeGateways(tag: string, settings: Record<string, string> = {}): Promise<ThreeGateways> {
  const secrets = { KEY_PEPPER: secret(), ENCRYPTION_KEY: secret(), SESSION_SECRET: secret() }
  const first = await startTestGateway({ ...secrets, ...settings })
  const { env, pool } = first.running
  const shared = { ...secrets, ...settings, DATABASE_URL: env.DATABASE_URL ?? '', LOG_LEVEL: 'error', NODE_ENV: 'test' }
  const others = await Promise.all([spawnGateway(shared), spawnGateway(shared)])
  const estate = await buildEstate(first.api, first.simulator.url, tag)
  const targetOf = (url: string): Target => ({ url, simulatorUrl: first.simulator.url, api: first.api, estate })
  return {
    targets: [targetOf(first.url), targetOf(others[0].url), targetOf(others[1].url)],
    async heartbeats() {
      const { rows } = await pool.query<{ counters: { store: string; gateways: number } }>(
        "select status->'counters' as counters from replicas where seen_at > now() - interval '3 seconds'",
      )
      return rows.map(({ counters }) => counters)
    },
    async close() {
      await Promise.all(others.map((other) => other.stop()))
      await first.close()
    },
  }
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}

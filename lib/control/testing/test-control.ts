/** A control plane on a database of its own: real Postgres, a clock by hand, ports that record what they were asked. */
import { randomBytes } from 'node:crypto'
import type { Actor } from '@/lib/access/actor'
import { systemActor } from '@/lib/access/actor'
import type { PlatformRole, TenantRole } from '@/lib/access/roles'
import { fakeClock } from '@/lib/base/clock'
import { newUuid } from '@/lib/base/ids'
import { createLogger } from '@/lib/base/log'
import { type ControlPorts, type LiveMember, type LiveUsage, type ProbeTarget, provideControl } from '@/lib/control/control-ports'
import { createDatabase } from '@/lib/db/client'
import { createTestDatabase } from '@/lib/db/testing/test-database'

export type TestControl = Awaited<ReturnType<typeof startTestControl>>

export const START_MS = Date.parse('2026-11-15T12:00:00Z')

export async function startTestControl() {
  const { db, url, applicationUrl, close } = await createTestDatabase()
  // Operations run with the rights the product runs with; what a test does beside them is the owner's.
  const applicationDb = createDatabase(applicationUrl, { max: 5 })
  const clock = fakeClock(START_MS)
  const probed: ProbeTarget[] = []
  const usage: LiveUsage[] = []
  const live: LiveMember[] = []
  const counts = { catalogChanges: 0 }
  const ports: ControlPorts = {
    db: applicationDb,
    clock,
    log: createLogger('silent'),
    pepper: { id: 'p1', bytes: randomBytes(32) },
    keyRing: { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) },
    publicUrl: 'http://localhost:3300',
    probeBackend: async (target) => {
      probed.push(target)
      return { ok: true, status: 200, latencyMs: 12.4, message: 'answers' }
    },
    refuseAddress: (host) => (host === '10.0.0.1' ? 'It is a private address.' : null),
    tokenIssuers: {
      verify: async () => ({ kind: 'unavailable', cause: null }),
      read: async () => ({ ok: false, keys: 0, algorithms: [], message: 'Nobody asks here.' }),
    },
    livePools: () => ({ instanceId: 'tests', servesCalls: true, members: live }),
    limitUsage: (ids) => usage.filter((entry) => ids.includes(entry.limitId)),
    onCatalogChange: () => {
      counts.catalogChanges++
    },
  }
  provideControl(ports)
  const end = async () => {
    await applicationDb.$disconnect()
    await close()
  }
  return { db, applicationDb, url, close: end, clock, ports, probed, usage, live, counts, system: systemActor('tests') }
}

/** A user who exists, with these roles now. */
export async function makeActor(
  { db }: Pick<TestControl, 'db'>,
  roles: { platformRole?: PlatformRole; memberships?: Record<string, TenantRole> } = {},
): Promise<Actor> {
  const userId = newUuid()
  const memberships = Object.entries(roles.memberships ?? {}).map(([tenantId, role]) => ({ tenantId, role }))
  const name = `${roles.platformRole ?? memberships[0]?.role ?? 'nobody'} ${userId.slice(-4)}`
  await db.user.create({
    data: {
      id: userId,
      email: `${userId}@example.com`,
      name,
      platformRole: roles.platformRole ?? null,
      memberships: { create: memberships },
    },
  })
  return { userId, name, kind: 'user', platformRole: roles.platformRole ?? null, memberships }
}

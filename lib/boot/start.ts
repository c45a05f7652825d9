/** The composition root: fills every port once. */

import { type Env, parseEnv } from '@/lib/base/env'
import { createLogger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { clientAddressReader } from '@/lib/boot/client-address'
import { certificateReader } from '@/lib/boot/client-certificate'
import { startBackOffice } from '@/lib/boot/console/back-office'
import { createLivePorts } from '@/lib/boot/console/live-ports'
import { provideConsole } from '@/lib/boot/console/provide-console'
import { startDataPlane } from '@/lib/boot/data-plane'
import { openDatabase } from '@/lib/boot/database'
import { openDatabaseClients } from '@/lib/boot/database-clients'
import { createReplicaStatus } from '@/lib/boot/replica-status'
import { type Running, runOnce } from '@/lib/boot/running'
import { loadSecrets } from '@/lib/boot/secrets'
import { allowedNetworksOf, publicUrlOf } from '@/lib/boot/settings-of-env'
import type { SimulatorLevers } from '@/lib/control/control-ports'
import { isHeldByRights } from '@/lib/db/application-rights'
import { createNodeDoor } from '@/lib/gateway/doors/node-door'
import { startHeartbeat } from '@/lib/runtime/heartbeat'
import { isMemoryDisk } from '@/lib/runtime/ledger/memory-disk'

export type StartOptions = {
  env?: Env
  /** Loopback backends are allowed: the demo's simulators, a developer's own. */
  allowLoopback?: boolean
  /** May it run on the last snapshot alone, while Postgres is away? */
  canStartWithoutDatabase?: boolean
  /** Set by server.ts, which sees the sockets and writes the caller's address into x-forwarded-for. */
  knowsAddresses?: boolean
  /** False for a console that leaves calls to others. */
  servesCalls?: boolean
  /** True for a data plane alone: scheduled work is left to whoever has a console, as long as there is one. */
  leavesJobs?: boolean
  /** True where a thread of its own has the console, and the scheduled work with it. */
  hasConsoleThread?: boolean
  /** Set where simulated providers stand behind the backends: the console may break them. */
  simulator?: SimulatorLevers
  /** The clock of calls, in tests. */
  now?: () => number
  /** What Google's tokens are asked for with, in tests. */
  tokenFetch?: typeof globalThis.fetch
  onProgress?(sentence: string): void
}

/** Starts the runtime of this process, or returns the one that is there. */
export function startTollgate(options: StartOptions = {}): Promise<Running> {
  return runOnce(() => start(options))
}

async function start(options: StartOptions): Promise<Running> {
  const env = options.env ?? parseEnv()
  if (!options.allowLoopback) askForDisk(env)
  const log = createLogger(env.LOG_LEVEL)
  const allowedNetworks = allowedNetworksOf(env, options.allowLoopback ?? false)
  const database = await openDatabase(
    env,
    log,
    options.onProgress ?? ((sentence) => log.info(sentence)),
    options.canStartWithoutDatabase ?? false,
  )
  const secrets = loadSecrets(env)
  const clients = openDatabaseClients(database.url, log)
  const { db, pool } = clients
  // Not by Prisma: once it has asked anything it holds 80 MiB, and a process without a console asks it nothing.
  const asks = { $queryRawUnsafe: async <T>(sql: string) => (await pool.query(sql)).rows as T }
  if (!(await isHeldByRights(asks).catch(() => true)))
    log.warn(
      'the role of DATABASE_URL owns the tables: closed months are guarded by triggers alone. Give DATABASE_OWNER_URL as well',
    )
  const dataPlane = await startDataPlane({
    env,
    log,
    secrets,
    databaseUrl: database.url,
    pool,
    allowedNetworks,
    now: options.now,
    tokenFetch: options.tokenFetch,
  })
  const servesCalls = options.servesCalls ?? true
  // Nobody is sent anywhere from here: there is nothing to find out.
  if (!servesCalls) dataPlane.probes.stop()
  const clientAddressOf = clientAddressReader(env.TRUSTED_PROXIES)
  const certificateOf = certificateReader(env.TRUSTED_PROXIES, env.CLIENT_CERT_HEADER)
  const publicUrl = publicUrlOf(env)
  const live = createLivePorts(dataPlane, pool, servesCalls)
  const parts = { env, log, db, secrets, publicUrl, allowedNetworks, live }
  const knowsAddresses = options.knowsAddresses ?? false
  provideConsole({ ...parts, knowsAddresses, simulator: options.simulator })
  const heartbeat = startHeartbeat({
    pool,
    instanceId: dataPlane.instanceId,
    catalog: dataPlane.catalog,
    statusOf: createReplicaStatus(dataPlane, servesCalls),
  })
  const leavesJobs = options.leavesJobs ?? false
  const office = options.hasConsoleThread
    ? null
    : startBackOffice({ ...parts, pool, instanceId: dataPlane.instanceId, leavesJobs })
  return {
    env,
    log,
    databaseUrl: database.url,
    allowedNetworks,
    db,
    pool,
    dataPlane,
    live,
    knowsAddresses,
    clientAddressOf,
    certificateOf,
    nodeDoor: createNodeDoor(dataPlane.gateway, {
      clientAddressOf,
      certificateOf,
      onInternalError: (error) => log.error({ err: error }, 'gateway'),
    }),
    async stop() {
      clients.expectEnd()
      await office?.stop()
      await heartbeat.stop()
      await dataPlane.stop()
      await clients.close()
      await database.stop()
    },
  }
}

/** Calls that Postgres has not taken yet live in DATA_DIR: nobody should learn at the next power cut that it was memory. */
function askForDisk({ LEDGER, DATA_DIR }: Env): void {
  if (LEDGER !== undefined || !isMemoryDisk(DATA_DIR)) return
  throw new StartError(
    `DATA_DIR (${DATA_DIR}) is in memory (tmpfs): calls not yet in PostgreSQL would be lost with this host. Mount a volume there, or set LEDGER=direct to write each call to PostgreSQL before its answer ends. LEDGER=spool keeps it so.`,
  )
}

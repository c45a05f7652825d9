/** The composition root: fills every port once. */

import { startAzureWork } from '@/lib/azure/read/azure-work'
import { systemClock } from '@/lib/base/clock'
import { type Env, parseEnv, setLibraryEnv } from '@/lib/base/env'
import { createLogger, type Logger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { clientAddressReader } from '@/lib/boot/client-address'
import { certificateReader } from '@/lib/boot/client-certificate'
import type { DataPlane } from '@/lib/boot/data-plane'
import { currentPeriodEnd, startDataPlane } from '@/lib/boot/data-plane'
import { openDatabase } from '@/lib/boot/database'
import { liveMembers } from '@/lib/boot/live-members'
import { probeBackend } from '@/lib/boot/probe-backend'
import { readIssuer } from '@/lib/boot/read-issuer'
import { createReplicaStatus } from '@/lib/boot/replica-status'
import { type Running, runOnce } from '@/lib/boot/running'
import { loadSecrets, type Secrets } from '@/lib/boot/secrets'
import { providersOf, retentionOf } from '@/lib/boot/settings-of-env'
import { startNotices } from '@/lib/boot/start-notices'
import { createUsageBook } from '@/lib/boot/usage-book'
import { type ControlPorts, provideControl, type SimulatorLevers } from '@/lib/control/control-ports'
import { parseMailServer } from '@/lib/control/settings/mail-settings'
import { readRetention } from '@/lib/control/settings/retention-settings'
import { isHeldByRights } from '@/lib/db/application-rights'
import { createDatabase, type Database } from '@/lib/db/client'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createNodeDoor } from '@/lib/gateway/doors/node-door'
import { auditJobs } from '@/lib/jobs/audit-jobs'
import { azureDriftJob, azureUsageJob } from '@/lib/jobs/azure-job'
import { startJobs } from '@/lib/jobs/job-runner'
import { ledgerJobs } from '@/lib/jobs/ledger-jobs'
import { notifyJobs } from '@/lib/jobs/notify/notify-jobs'
import { reminderJob, warningJob } from '@/lib/jobs/reminder-job'
import type { Limit } from '@/lib/policy/limits/limit'
import { startHeartbeat } from '@/lib/runtime/heartbeat'
import { isMemoryDisk } from '@/lib/runtime/ledger/memory-disk'
import { isAddressAllowed, isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'

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
  /** Set where simulated providers stand behind the backends: the console may break them. */
  simulator?: SimulatorLevers
  /** The clock of calls, in tests. */
  now?: () => number
  /** What Google's tokens are asked for with, in tests. */
  tokenFetch?: typeof globalThis.fetch
  onProgress?(sentence: string): void
}

/** Jobs of the minute are due again before it is over where somebody runs them. */
const LEAVE_JOBS_MS = 180_000
const LOOPBACK = ['127.0.0.0/8', '::1/128']

/** Starts the runtime of this process, or returns the one that is there. */
export function startTollgate(options: StartOptions = {}): Promise<Running> {
  return runOnce(() => start(options))
}

async function start(options: StartOptions): Promise<Running> {
  const env = options.env ?? parseEnv()
  if (!options.allowLoopback) askForDisk(env)
  const log = createLogger(env.LOG_LEVEL)
  const allowedNetworks = [
    ...env.ALLOWED_PRIVATE_BACKENDS,
    ...(options.allowLoopback || env.NODE_ENV === 'development' ? LOOPBACK : []),
  ]
  const database = await openDatabase(
    env,
    log,
    options.onProgress ?? ((sentence) => log.info(sentence)),
    options.canStartWithoutDatabase ?? false,
  )
  const secrets = loadSecrets(env)
  let isStopping = false
  // pg hangs its whole client on the error. Connections that end as everything does are no news.
  const onConnectionError = ({ message, code }: Error & { code?: string }) => {
    if (!isStopping) log.warn({ reason: message, code }, 'a database connection broke')
  }
  const db = createDatabase(database.url, { onConnectionError })
  const pool = createSqlPool(database.url, { max: 3, onConnectionError })
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
  const publicUrl = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`
  prepareSignIn(env, secrets, publicUrl)
  provideControl({
    ...controlPorts({ db, pool, log, secrets, publicUrl, dataPlane, allowedNetworks, servesCalls }),
    mailServer: parseMailServer(env.SMTP_URL, env.MAIL_FROM),
    signInProviders: providersOf(env),
    retention: retentionOf(env),
    formerSessionSecrets: secrets.formerSessionSecrets,
    knowsAddresses: options.knowsAddresses ?? false,
    simulator: options.simulator,
  })
  const heartbeat = startHeartbeat({
    pool,
    instanceId: dataPlane.instanceId,
    catalog: dataPlane.catalog,
    statusOf: createReplicaStatus(dataPlane, servesCalls),
  })
  const jobs = startJobs({
    pool,
    instanceId: dataPlane.instanceId,
    jobs: [
      ...ledgerJobs({ pool, readRetention: () => readRetention(db, retentionOf(env)) }),
      reminderJob(db),
      warningJob(db),
      ...notifyJobs(db),
      ...auditJobs(db, env.DATA_DIR),
      azureDriftJob({ db, log, keyRing: secrets.keyRing }),
      azureUsageJob({
        ...{ db, log, keyRing: secrets.keyRing, clock: systemClock },
        usageBook: createUsageBook(pool, dataPlane.catalog),
      }),
    ],
    patienceMs: options.leavesJobs ? LEAVE_JOBS_MS : 0,
    onError: (error) => log.error({ err: error }, 'a job failed'),
  })
  const azureWork = startAzureWork({ db, log, keyRing: secrets.keyRing }, pool, dataPlane.instanceId)
  const notices = startNotices({ env, log, db, pool, keyRing: secrets.keyRing, publicUrl, allowedNetworks })
  return {
    env,
    log,
    db,
    pool,
    dataPlane,
    knowsAddresses: options.knowsAddresses ?? false,
    clientAddressOf,
    certificateOf,
    nodeDoor: createNodeDoor(dataPlane.gateway, {
      clientAddressOf,
      certificateOf,
      onInternalError: (error) => log.error({ err: error }, 'gateway'),
    }),
    async stop() {
      isStopping = true
      await jobs.stop()
      await notices.stop()
      await azureWork.stop()
      await heartbeat.stop()
      await dataPlane.stop()
      await db.$disconnect()
      await pool.end()
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

type ControlInput = {
  db: Database
  pool: SqlPool
  log: Logger
  secrets: Secrets
  publicUrl: string
  dataPlane: DataPlane
  servesCalls: boolean
  allowedNetworks: readonly string[]
}

function controlPorts({
  db,
  pool,
  log,
  secrets,
  publicUrl,
  dataPlane,
  allowedNetworks,
  servesCalls,
}: ControlInput): ControlPorts {
  return {
    db,
    log,
    clock: systemClock,
    pepper: secrets.pepper,
    keyRing: secrets.keyRing,
    publicUrl,
    probeBackend: (target) => probeBackend(dataPlane.upstream, target, dataPlane.accessTokenOf),
    refuseAddress: (host) => {
      if (host === 'localhost')
        return isAddressAllowed('127.0.0.1', allowedNetworks) ? null : 'Loopback addresses are not allowed here.'
      return isHostAllowed(host, allowedNetworks)
        ? null
        : 'This address is private or reserved and not in ALLOWED_PRIVATE_BACKENDS.'
    },
    checkedLookup: checkedLookup(allowedNetworks),
    usageBook: createUsageBook(pool, dataPlane.catalog),
    tokenIssuers: {
      verify: dataPlane.verifyToken,
      read: (issuer) => readIssuer(dataPlane.issuerKeys, issuer),
    },
    limitUsage(limitIds) {
      const nowMs = Date.now()
      const snapshot = dataPlane.catalog.current()
      const limits = new Map<string, Limit>()
      for (const limit of [...(snapshot?.limits.platform ?? []), ...[...(snapshot?.limits.byId.values() ?? [])].flat()])
        limits.set(limit.id, limit)
      const zones = dataPlane.catalog.timeZones()
      const asked = limitIds.flatMap((id) => limits.get(id) ?? [])
      return dataPlane.counters.list(asked, nowMs, (limitId, startMs) =>
        currentPeriodEnd(limits.get(limitId), startMs, zones, nowMs),
      )
    },
    onCatalogChange: () => dataPlane.catalog.hurry(),
    livePools: () => ({
      instanceId: dataPlane.instanceId,
      servesCalls,
      members: liveMembers(dataPlane.gateway.state.pools, dataPlane.now()),
    }),
  }
}

/** next-auth reads these by itself. With a public URL it says so; without one it follows the Host of the request. */
function prepareSignIn(env: Env, secrets: Secrets, publicUrl: string): void {
  setLibraryEnv('NEXTAUTH_SECRET', secrets.sessionSecret)
  if (env.PUBLIC_URL) setLibraryEnv('NEXTAUTH_URL', publicUrl)
  else setLibraryEnv('AUTH_TRUST_HOST', '1')
}

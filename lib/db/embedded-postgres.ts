/**
 * A real PostgreSQL of our own, under DATA_DIR. It runs in its own process group, so Ctrl-C reaches us and not it, and we
 * stop it last. One that outlived us (`kill -9`) is adopted. It listens on 127.0.0.1 only, with a password made on first start.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartError } from '@/lib/base/start-error'
import { explainDiskError } from '@/lib/db/disk-error'
import { type InstanceLock, takeInstanceLock } from '@/lib/db/instance-lock'
import { choosePostgresAccount, type PostgresAccount } from '@/lib/db/postgres-account'
import { findPostgresBinaries, programPath } from '@/lib/db/postgres-binaries'
import {
  applicationUser,
  dataPathOf,
  ensureCluster,
  type PostgresSecrets,
  postgresEnv,
  postgresUser,
  writeSecrets,
} from '@/lib/db/postgres-cluster'
import { disownPidFile, findPostmaster, isOwnPostmaster, stopPostmaster, stopWithProcess } from '@/lib/db/postmaster'

export type EmbeddedPostgres = {
  /** Connection string of the database `tollgate`, as its owner. */
  url: string
  /** The same as the role the application runs as; its rights are given by `grantApplicationRights`. */
  applicationUrl: string
  port: number
  pid: number
  /** True where a living server of an earlier run was taken over. */
  adopted: boolean
  /** Stops the server, checkpointed and clean, and frees the data directory. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  dataDir: string
  /** Told what happens, in words a person waits with. */
  onProgress?: (sentence: string) => void
  /** False gives up durability for speed: tests only. */
  durable?: boolean
  /** How root runs it; for tests. Else the first way that works. */
  accountKind?: PostgresAccount['kind']
}

const DATABASE = 'tollgate'
const START_DEADLINE_MS = 60_000

/** Starts or adopts the PostgreSQL of a data directory. Throws a StartError, one clear sentence, where that cannot work. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir)
  const lock = takeInstanceLock(dataDir)
  try {
    return await startLocked({ ...options, dataDir }, lock)
  } catch (error) {
    lock.release()
    throw explainDiskError(error, dataDir)
  }
}

async function startLocked(options: EmbeddedPostgresOptions, lock: InstanceLock): Promise<EmbeddedPostgres> {
  const { dataDir, onProgress = () => {} } = options
  const account = choosePostgresAccount(findPostgresBinaries(), dataDir, options.accountKind)
  const dataPath = dataPathOf(account)
  if (!existsSync(dataPath)) onProgress('Creating the database (first start)')
  const secrets = withApplication(dataDir, await ensureCluster(account, dataDir))
  const letLive = stopWithProcess(dataPath)
  const end = async () => {
    await stopPostmaster(dataPath)
    letLive()
  }
  try {
    const adopted = await adoptPostmaster(dataPath, secrets)
    if (!adopted) onProgress('Starting PostgreSQL')
    const running = adopted ?? (await launch(account, secrets, options))
    await ensureDatabase(running.port, secrets)
    const watch = watchServer(running, dataPath, () => launchOn(running.port, account, secrets, options))
    return {
      url: urlOf(running.port, secrets.password, DATABASE),
      applicationUrl: urlOf(running.port, secrets.applicationPassword, DATABASE, applicationUser),
      port: running.port,
      pid: running.pid,
      adopted: adopted !== null,
      stop: async () => {
        await watch.end()
        await end()
        lock.release()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

type Secrets = Required<PostgresSecrets>

/** A cluster of an older version gets the application's password at its next start. */
function withApplication(dataDir: string, secrets: PostgresSecrets): Secrets {
  const { applicationPassword } = secrets
  if (applicationPassword !== undefined) return { ...secrets, applicationPassword }
  const complete = { ...secrets, applicationPassword: randomBytes(24).toString('base64url') }
  writeSecrets(dataDir, complete)
  return complete
}

const WATCH_MS = 500

/** Starts the server again where it died while nobody stopped it (killed for memory, say), on the same port. */
function watchServer(first: Running, dataPath: string, start: () => Promise<Running | string>): { end(): Promise<void> } {
  let current = first
  let restart: Promise<void> | null = null
  const look = () => {
    if (restart || isOwnPostmaster(current, dataPath)) return
    disownPidFile(dataPath)
    restart = start()
      .then((result) => {
        if (typeof result !== 'string') current = result
      })
      .catch(() => {})
      .finally(() => {
        restart = null
      })
  }
  const timer = setInterval(look, WATCH_MS)
  timer.unref()
  return {
    end: async () => {
      clearInterval(timer)
      await restart
    },
  }
}

type Running = { pid: number; port: number }

/** Takes over a living server of this data directory; clears what a dead one left. */
async function adoptPostmaster(dataPath: string, secrets: PostgresSecrets): Promise<Running | null> {
  const postmaster = findPostmaster(dataPath)
  if (!postmaster || !isOwnPostmaster(postmaster, dataPath)) {
    disownPidFile(dataPath)
    return null
  }
  const port = postmaster.port || secrets.port
  if (await canConnect(port, secrets.password, 10_000, () => isOwnPostmaster(postmaster, dataPath)))
    return { pid: postmaster.pid, port }
  await stopPostmaster(dataPath)
  return null
}

async function launch(account: PostgresAccount, secrets: Secrets, options: EmbeddedPostgresOptions): Promise<Running> {
  let said = ''
  for (let attempt = 0; attempt < 10; attempt++) {
    const port = await findFreePort(attempt === 0 ? secrets.port : 0)
    const result = await launchOn(port, account, secrets, options)
    if (typeof result !== 'string') {
      writeSecrets(options.dataDir, { ...secrets, port })
      return result
    }
    said = result
    if (/Address already in use|could not bind/.test(said)) continue
    // Children of a killed server need a moment to notice.
    if (!/shared memory block .* still in use/.test(said)) break
    await sleep(500)
  }
  const disk = explainDiskError(new Error(said), options.dataDir)
  if (disk instanceof StartError) throw disk
  throw new StartError(
    `PostgreSQL did not start in ${dataPathOf(account)}; its last words: ${said.trim().split('\n').slice(-3).join(' | ') || 'none'}`,
  )
}

/** The running server, or what it said before it ended. */
async function launchOn(
  port: number,
  account: PostgresAccount,
  secrets: Secrets,
  options: EmbeddedPostgresOptions,
): Promise<Running | string> {
  const logFile = path.join(options.dataDir, 'postgres.log')
  const logStart = prepareLog(logFile)
  const logFd = openSync(logFile, 'a', 0o600)
  const [program = '', ...args] = [
    ...account.prefix,
    programPath(account.binaries, 'postgres'),
    ...serverFlags(port, account, options.durable ?? true),
  ]
  const child = spawn(program, args, {
    env: postgresEnv,
    cwd: '/',
    detached: true,
    stdio: ['ignore', logFd, logFd],
    ...(account.ids ?? {}),
  })
  closeSync(logFd)
  let ended = false
  child.on('exit', () => (ended = true))
  child.on('error', () => (ended = true))
  child.unref()
  const isUp = await canConnect(port, secrets.password, START_DEADLINE_MS, () => !ended)
  if (isUp && child.pid !== undefined) return { pid: child.pid, port }
  if (!ended) await stopPostmaster(dataPathOf(account))
  return readFileSync(logFile).subarray(logStart).toString()
}

function serverFlags(port: number, account: PostgresAccount, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    wal_compression: 'on',
    max_wal_size: '512MB',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  }
  return ['-D', dataPathOf(account), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** Keeps the log from growing for ever; returns where this start's lines begin. */
function prepareLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  if (!existsSync(file)) return 0
  chmodSync(file, 0o600)
  const { size } = statSync(file)
  if (size < 10_000_000) return size
  truncateSync(file)
  return 0
}

async function canConnect(port: number, password: string, deadlineMs: number, isWorthWaiting: () => boolean): Promise<boolean> {
  const until = Date.now() + deadlineMs
  while (Date.now() < until && isWorthWaiting()) {
    const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres'), connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      return true
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') return false
    } finally {
      await client.end().catch(() => {})
    }
    await sleep(25)
  }
  return false
}

/** The database, and the role the application signs in as, with the password that is on file. */
async function ensureDatabase(port: number, { password, applicationPassword }: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
    const role = await client.query('select 1 from pg_roles where rolname = $1', [applicationUser])
    const rights = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls'
    const verb = role.rowCount === 0 ? 'create' : 'alter'
    await client.query(`${verb} role ${applicationUser} ${rights} password ${pg.escapeLiteral(applicationPassword)}`)
  } finally {
    await client.end()
  }
}

function urlOf(port: number, password: string, database: string, user = postgresUser): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`
}

function findFreePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', () =>
      wanted === 0 ? reject(new StartError('No free port on 127.0.0.1 for PostgreSQL.')) : resolve(findFreePort(0)),
    )
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : wanted))
    })
  })
}

/** Makes a database cluster once, with its password; what it needs to be found again is kept in postgres.json. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '@/lib/base/start-error'
import { giveToAccount, type PostgresAccount } from '@/lib/db/postgres-account'
import { programPath } from '@/lib/db/postgres-binaries'

export type PostgresSecrets = {
  password: string
  /** Of the role the application itself signs in as. Clusters of older versions have none yet. */
  applicationPassword?: string
  port: number
}

/** Owns the database: migrations run as it. */
export const postgresUser = 'tollgate'
/** What the application runs as: it owns nothing. */
export const applicationUser = 'tollgate_app'

export function dataPathOf(account: PostgresAccount): string {
  return path.join(account.folder, 'data')
}

/** The environment PostgreSQL runs in: ours holds secrets it has no business with. */
export const postgresEnv: NodeJS.ProcessEnv = { NODE_ENV: 'production', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** Creates the cluster where there is none. An interrupted attempt leaves nothing that looks like one. */
export async function ensureCluster(account: PostgresAccount, dataDir: string): Promise<PostgresSecrets> {
  const dataPath = dataPathOf(account)
  const known = readSecrets(dataDir)
  if (existsSync(path.join(dataPath, 'PG_VERSION'))) {
    if (known) return known
    throw new StartError(
      `${path.join(dataDir, 'postgres.json')} is gone, and with it the password of the database in ${dataPath}: restore that file.`,
    )
  }
  const secrets = known ?? { password: randomBytes(24).toString('base64url'), port: 0 }
  writeSecrets(dataDir, secrets)
  mkdirSync(account.folder, { recursive: true, mode: 0o700 })
  const draft = path.join(account.folder, 'data.new')
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  giveToAccount(account, draft)
  await runInitdb(account, draft, secrets.password)
  renameSync(draft, dataPath)
  return secrets
}

export function readSecrets(dataDir: string): PostgresSecrets | null {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8')) as PostgresSecrets
  } catch {
    return null
  }
}

export function writeSecrets(dataDir: string, secrets: PostgresSecrets): void {
  const file = path.join(dataDir, 'postgres.json')
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

async function runInitdb(account: PostgresAccount, draft: string, password: string): Promise<void> {
  const passwordFile = path.join(account.folder, 'password.new')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  giveToAccount(account, passwordFile)
  const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--auth=scram-sha-256']
  const [program = '', ...args] = [
    ...account.prefix,
    programPath(account.binaries, 'initdb'),
    ...flags,
    `--username=${postgresUser}`,
    `--pwfile=${passwordFile}`,
    `--pgdata=${draft}`,
  ]
  try {
    await run(program, args, account)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function run(program: string, args: string[], account: PostgresAccount): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: postgresEnv, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...(account.ids ?? {}) })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb failed (${code}): ${output.trim().slice(-600)}`)),
    )
  })
}

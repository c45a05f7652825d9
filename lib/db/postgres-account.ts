/**
 * Under which account PostgreSQL runs: it refuses to be root. An ordinary user simply runs it. Root runs it inside a user
 * namespace, where it is an ordinary user who may still enter root's own folders; where namespaces are forbidden (most
 * containers), under an account of its own, with binaries and data moved to where that account can reach them.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { StartError } from '@/lib/base/start-error'
import { type PostgresBinaries, programPath } from '@/lib/db/postgres-binaries'

export type PostgresAccount = {
  kind: 'self' | 'namespace' | 'account'
  binaries: PostgresBinaries
  /** The folder that holds `data`; inside DATA_DIR unless the account cannot get there. */
  folder: string
  /** Put before the program's own command line. */
  prefix: string[]
  ids: { uid: number; gid: number } | null
}

const SHARED_FOLDER = '/var/lib/tollgate'
const FOLDER_NOTE = 'postgres.folder'
const ACCOUNT_NAME = 'tollgate'

/** Chooses the account. `kind` is for tests; else the first that works here is taken. */
export function choosePostgresAccount(
  binaries: PostgresBinaries,
  dataDir: string,
  kind?: PostgresAccount['kind'],
): PostgresAccount {
  const folder = path.join(dataDir, 'postgres')
  const isRoot = process.getuid?.() === 0
  if (kind === 'self' || !isRoot) return { kind: 'self', binaries, folder, prefix: [], ids: null }
  // Data made under an account of its own stays there, even if namespaces were allowed since.
  const prefix = kind === 'account' || findMovedFolder(dataDir) ? null : namespacePrefix(binaries)
  if (prefix) return { kind: 'namespace', binaries, folder, prefix, ids: null }
  return ownAccount(binaries, dataDir)
}

/** Makes a path belong to the account, so that its PostgreSQL may use it. */
export function giveToAccount(account: PostgresAccount, target: string): void {
  if (account.ids) chownSync(target, account.ids.uid, account.ids.gid)
}

function namespacePrefix(binaries: PostgresBinaries): string[] | null {
  if (process.platform !== 'linux') return null
  const account = readAccounts().find((entry) => entry.uid > 0 && entry.uid < 65_534)
  if (!account) return null
  const prefix = ['unshare', '--user', `--map-user=${account.uid}`, `--map-group=${account.gid}`]
  return canRun([...prefix, programPath(binaries, 'postgres'), '--version'], null) ? prefix : null
}

function ownAccount(binaries: PostgresBinaries, dataDir: string): PostgresAccount {
  const { uid, gid } = findOrCreateAccount()
  const ids = { uid, gid }
  const reachable = canRun([programPath(binaries, 'postgres'), '--version'], ids)
  const home = reachable ? binaries : copyBinaries(binaries, ids)
  const folder = findMovedFolder(dataDir) ?? path.join(SHARED_FOLDER, randomBytes(8).toString('hex'))
  writeFileSync(path.join(dataDir, FOLDER_NOTE), `${folder}\n`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(SHARED_FOLDER, 0o755)
  chownSync(folder, uid, gid)
  return { kind: 'account', binaries: home, folder, prefix: [], ids }
}

/** Where data went that could not stay in DATA_DIR, by a note left there: it survives moving DATA_DIR, and ends with it. */
function findMovedFolder(dataDir: string): string | null {
  const note = path.join(dataDir, FOLDER_NOTE)
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : null
}

function copyBinaries(binaries: PostgresBinaries, ids: { uid: number; gid: number }): PostgresBinaries {
  const home = path.join(SHARED_FOLDER, `postgres-${binaries.version}`)
  if (!existsSync(home)) {
    const draft = `${home}.${process.pid}`
    mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 })
    chmodSync(SHARED_FOLDER, 0o755)
    cpSync(binaries.home, draft, { recursive: true, verbatimSymlinks: true })
    openToAll(draft)
    try {
      renameSync(draft, home)
    } catch {
      // Somebody else finished the same copy first.
      rmSync(draft, { recursive: true, force: true })
    }
  }
  const copy = { ...binaries, home }
  if (canRun([programPath(copy, 'postgres'), '--version'], ids)) return copy
  throw new StartError(
    `PostgreSQL does not run as root, and the account ${ACCOUNT_NAME} cannot run it from ${home}: start Tollgate as an ordinary user, or set DATABASE_URL.`,
  )
}

/** A restrictive umask or source would leave the copy as closed as the original. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const target = path.join(folder, entry.name)
    if (entry.isDirectory()) openToAll(target)
    else if (entry.isFile()) chmodSync(target, path.basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}

type Account = { name: string; uid: number; gid: number }

function findOrCreateAccount(): Account {
  const existing = readAccounts().find((entry) => entry.name === ACCOUNT_NAME)
  if (existing) return existing
  const attempts = [
    ['useradd', '--system', '--no-create-home', '--home-dir', SHARED_FOLDER, '--shell', '/usr/sbin/nologin', ACCOUNT_NAME],
    ['adduser', '-S', '-D', '-H', '-h', SHARED_FOLDER, '-s', '/sbin/nologin', ACCOUNT_NAME],
  ]
  for (const command of attempts) {
    canRun(command, null)
    const created = readAccounts().find((entry) => entry.name === ACCOUNT_NAME)
    if (created) return created
  }
  const spare =
    readAccounts().find((entry) => entry.name === 'postgres') ?? readAccounts().find((entry) => entry.name === 'nobody')
  if (spare) return spare
  throw new StartError(
    'PostgreSQL does not run as root and no account could be made for it: start Tollgate as an ordinary user, or set DATABASE_URL.',
  )
}

function readAccounts(): Account[] {
  if (!existsSync('/etc/passwd')) return []
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

function canRun(command: string[], ids: { uid: number; gid: number } | null): boolean {
  const [program = '', ...args] = command
  try {
    execFileSync(program, args, { stdio: 'ignore', cwd: '/', timeout: 20_000, ...(ids ?? {}) })
    return true
  } catch {
    return false
  }
}

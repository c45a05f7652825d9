/** A PostgreSQL in a process of its own, to be frozen, stopped, killed and started again on the same port. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export type PostgresProcess = {
  /** As the owner. */
  url: string
  /** As the role gateways run as. */
  applicationUrl: string
  /** All of its processes stand still (SIGSTOP), and go on (SIGCONT). */
  freeze(): void
  thaw(): void
  /** `kill -9` of the server; its keeper starts it again within a second or so. */
  kill(): void
  stop(): Promise<void>
  start(): Promise<void>
}

export async function startPostgresProcess(home: string): Promise<PostgresProcess> {
  let keeper: ChildProcess
  let frozen: number[] = []
  const start = async () => {
    keeper = spawn(process.execPath, ['--import', 'tsx', 'lib/db/testing/hold-postgres.ts', home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (keeper.stdout) await once(keeper.stdout, 'data')
  }
  await start()
  const { port, password, applicationPassword } = JSON.parse(readFileSync(path.join(home, 'postgres.json'), 'utf8')) as {
    port: number
    password: string
    applicationPassword: string
  }
  const pid = () => Number.parseInt(readFileSync(pidFileOf(home), 'utf8'), 10)
  return {
    url: `postgres://tollgate:${password}@127.0.0.1:${port}/tollgate`,
    applicationUrl: `postgres://tollgate_app:${applicationPassword}@127.0.0.1:${port}/tollgate`,
    freeze() {
      // The postmaster first, so that it starts no new ones meanwhile.
      process.kill(pid(), 'SIGSTOP')
      frozen = [pid(), ...childrenOf(pid())]
      for (const one of frozen) process.kill(one, 'SIGSTOP')
    },
    thaw() {
      for (const one of frozen) process.kill(one, 'SIGCONT')
    },
    kill: () => process.kill(pid(), 'SIGKILL'),
    async stop() {
      if (keeper.exitCode !== null) return
      keeper.stdin?.end()
      await once(keeper, 'exit')
    },
    start,
  }
}

/** Started by root without user namespaces, the database lies elsewhere, and a file says where. */
function pidFileOf(home: string): string {
  try {
    return path.join(readFileSync(path.join(home, 'postgres.folder'), 'utf8').trim(), 'data', 'postmaster.pid')
  } catch {
    return path.join(home, 'postgres', 'data', 'postmaster.pid')
  }
}

function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []))
}

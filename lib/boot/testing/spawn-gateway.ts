/** Starts a gateway in a process of its own, beside others on the same database. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProjectRoot } from '@/lib/base/project-root'

export type SpawnedGateway = { url: string; stop(): Promise<void> }

/** `settings` are its environment; its data folder is its own. */
export async function spawnGateway(settings: Record<string, string>): Promise<SpawnedGateway> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-replica-'))
  const program = ['--import', 'tsx', 'lib/boot/testing/gateway-process.ts']
  const child = spawn(process.execPath, [...program, JSON.stringify({ ...settings, DATA_DIR: dataDir })], {
    cwd: findProjectRoot(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const [message] = (await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`The gateway ended with code ${code}.`)
    }),
  ])) as [{ port: number }]
  return {
    url: `http://127.0.0.1:${message.port}`,
    async stop() {
      if (child.connected) child.disconnect()
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

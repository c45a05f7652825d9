/** A Tollgate of a test's own, as a process: started, watched, signalled. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '@/lib/boot/testing/estate'
import type { Demo } from '../demo'

export type TollgateProcess = {
  url: string
  pid: number | undefined
  dataDir: string
  output(): string
  /** Nobody reads any more what it says. */
  stopReading(): void
  demo(): Demo
  api: Api
  /** Sends a signal and waits for the end: its exit code, or null where the signal killed it. */
  end(signal: NodeJS.Signals): Promise<number | null>
  /** Waits until it ends by itself. */
  ended: Promise<number | null>
}

export function newDataDir(): string {
  return mkdtempSync(path.join(tmpdir(), 'tollgate-process-'))
}

/** Below those the system gives to whoever asks for any: who starts slowly finds it free still. */
let nextPort = 20_000 + Math.floor(Math.random() * 10_000)

export async function freePort(): Promise<number> {
  for (;;) {
    // Its own before anything is awaited: several ask at once.
    const port = ++nextPort
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Starts `node <program>` in the project with these settings; returns at once. */
export function startProcess(
  program: string[],
  settings: { port: number; dataDir: string; env?: Record<string, string> },
): TollgateProcess {
  const { DATABASE_URL: _database, ...inherited } = process.env
  // Folders of tests may lie in memory.
  const given = { PORT: String(settings.port), DATA_DIR: settings.dataDir, LOG_LEVEL: 'warn', LEDGER: 'spool' }
  const env = { ...inherited, ...given, ...settings.env }
  const child: ChildProcess = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  // A test that fails half-way must not leave its process behind.
  const onExit = () => child.kill('SIGTERM')
  process.once('exit', onExit)
  child.once('exit', () => process.off('exit', onExit))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const url = `http://localhost:${settings.port}`
  const demo = () => JSON.parse(readFileSync(path.join(settings.dataDir, 'demo.json'), 'utf8')) as Demo
  return {
    url,
    pid: child.pid,
    dataDir: settings.dataDir,
    stopReading: () => {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    output: () => said,
    demo,
    api: apiOf(url, () => demo().managementToken),
    ended,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** Waits until a path answers 200; fails with what the process said. */
export async function waitUntilReady(tollgate: TollgateProcess, readyPath = '/readyz', timeoutMs = 120_000): Promise<void> {
  const untilMs = Date.now() + timeoutMs
  let hasEnded = false
  void tollgate.ended.then(() => {
    hasEnded = true
  })
  while (Date.now() < untilMs && !hasEnded) {
    const status = await fetch(tollgate.url + readyPath).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) return
    await sleep(50)
  }
  throw new Error(`it did not become ready:\n${tollgate.output()}`)
}

/** The management API over HTTP, as any script uses it. */
export function apiOf(url: string, token: () => string): Api {
  return async (method, resource, body, version) => {
    const response = await fetch(`${url}/api/v1${resource}`, {
      method,
      headers: {
        authorization: `Bearer ${token()}`,
        'content-type': 'application/json',
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${resource}: ${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
}

/** A Redis of one test's own: a free loopback port, a folder that vanishes, nothing kept on disk. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'

export type TestRedis = {
  url: string
  port: number
  empty(): Promise<void>
  keys(): Promise<string[]>
  /** The keys that never expire. */
  lasting(): Promise<string[]>
  /** How many scripts it has run. */
  scriptsRun(): Promise<number>
  signal(name: 'SIGSTOP' | 'SIGCONT'): void
  /** Lets it answer nobody for so long; what it is sent meanwhile it does afterwards. */
  pause(ms: number): Promise<void>
  kill(): Promise<void>
  /** Starts it anew, empty, on the same port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-redis-'))
  const launched = await launchAnywhere(folder)
  const { port } = launched
  let { server } = launched
  const url = `redis://127.0.0.1:${port}`
  const admin = new Redis(url, { protocol: 2, retryStrategy: () => 50, maxRetriesPerRequest: null })
  admin.on('error', () => {})
  const kill = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null && server.signalCode === null && server.kill('SIGKILL')) await ended
  }
  return {
    url,
    port,
    empty: async () => {
      await admin.flushall()
    },
    keys: () => admin.keys('*'),
    lasting: async () => {
      const keys = await admin.keys('*')
      const lives = await Promise.all(keys.map((key) => admin.pttl(key)))
      return keys.filter((_, i) => (lives[i] ?? 0) < 0)
    },
    scriptsRun: async () => Number(/^cmdstat_evalsha:calls=(\d+)/m.exec(await admin.info('commandstats'))?.[1] ?? 0),
    signal: (name) => {
      server.kill(name)
    },
    pause: async (ms) => {
      await admin.call('CLIENT', 'PAUSE', String(ms), 'ALL')
    },
    kill,
    restart: async () => {
      server = await launch(port, folder)
    },
    stop: async () => {
      admin.disconnect()
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port that was free a moment ago may have been given to somebody else. */
async function launchAnywhere(folder: string, tries = 5): Promise<{ port: number; server: ChildProcess }> {
  const port = await findFreePort()
  try {
    return { port, server: await launch(port, folder) }
  } catch (error) {
    if (tries === 1) throw error
    return launchAnywhere(folder, tries - 1)
  }
}

function launch(port: number, folder: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
    const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] })
    child.once('error', () => reject(new Error('redis-server is missing: npm test installs it, or install it yourself.')))
    child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}.`)))
    child.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('Ready to accept connections')) resolve(child)
    })
  })
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

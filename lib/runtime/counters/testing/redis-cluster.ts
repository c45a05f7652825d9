/** A Redis cluster of one test's own: three masters share the slots, a fourth node stands by for the one that keeps our keys. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'

export type TestRedisCluster = {
  /** The three masters, with commas between them. */
  url: string
  empty(): Promise<void>
  keys(): Promise<string[]>
  /** Moves the slot of our keys, and them, to another master; the stand-in goes with them. */
  moveSlot(): Promise<void>
  /** Kills the master that keeps our keys; resolves when its stand-in has taken over. */
  failOver(): Promise<void>
  stop(): Promise<void>
}

type Node = { port: number; server: ChildProcess; admin: Redis; id: string }

/** The slot of the hash tag `{tollgate}`. */
const TAG = '{tollgate}'
const SLOTS = 16_384

export async function startRedisCluster(): Promise<TestRedisCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-cluster-'))
  const nodes: Node[] = []
  for (let i = 0; i < 4; i++) nodes.push(await launch(folder, i))
  const [first, ...others] = nodes as [Node, ...Node[]]
  for (const other of others) await first.admin.cluster('MEET', '127.0.0.1', other.port)
  for (const [i, node] of nodes.slice(0, 3).entries()) {
    const [from, to] = [Math.ceil((i * SLOTS) / 3), Math.ceil(((i + 1) * SLOTS) / 3)]
    await node.admin.cluster('ADDSLOTS', ...Array.from({ length: to - from }, (_, n) => from + n))
  }
  const slot = Number(await first.admin.cluster('KEYSLOT', TAG))
  const standIn = nodes[3] as Node
  let owner = nodes[Math.floor((slot * 3) / SLOTS)] as Node
  await until(async () => (await Promise.all(nodes.map(knownNodes))).every((known) => known === 4))
  await standBy()
  await until(async () => (await Promise.all(nodes.map(isOk))).every(Boolean))

  return {
    url: nodes
      .slice(0, 3)
      .map(({ port }) => `redis://127.0.0.1:${port}`)
      .join(','),
    empty: async () => {
      await owner.admin.flushall()
    },
    keys: () => owner.admin.keys('*'),
    async moveSlot() {
      const target = nodes.slice(0, 3).find((node) => node !== owner) as Node
      await target.admin.cluster('SETSLOT', slot, 'IMPORTING', owner.id)
      await owner.admin.cluster('SETSLOT', slot, 'MIGRATING', target.id)
      for (;;) {
        const keys = (await owner.admin.cluster('GETKEYSINSLOT', slot, 1_000)) as string[]
        if (keys.length === 0) break
        await owner.admin.migrate('127.0.0.1', target.port, '', 0, 5_000, 'KEYS', ...keys)
      }
      for (const node of nodes.slice(0, 3)) await node.admin.cluster('SETSLOT', slot, 'NODE', target.id)
      owner = target
      await standBy()
    },
    async failOver() {
      await owner.admin.wait(1, 1_000)
      const ended = once(owner.server, 'exit')
      owner.server.kill('SIGKILL')
      await ended
      await until(async () => (await standIn.admin.info('replication')).includes('role:master'))
      owner = standIn
      await until(() => isOk(standIn))
    },
    async stop() {
      for (const { admin, server } of nodes) {
        admin.disconnect()
        if (server.exitCode !== null || server.signalCode !== null) continue
        const ended = once(server, 'exit')
        server.kill('SIGKILL')
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }

  async function standBy(): Promise<void> {
    await standIn.admin.cluster('REPLICATE', owner.id)
    await until(async () => (await standIn.admin.info('replication')).includes(`master_port:${owner.port}`))
    await until(async () => (await standIn.admin.info('replication')).includes('master_link_status:up'))
  }
}

async function launch(folder: string, i: number): Promise<Node> {
  const port = await findFreePort()
  const dir = path.join(folder, String(i))
  mkdirSync(dir)
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no']
  const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000', '--repl-diskless-sync-delay', '0']
  const server = spawn('redis-server', [...settings, ...cluster], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => reject(new Error('redis-server is missing: npm test installs it, or install it yourself.')))
    server.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}.`)))
    server.stdout.on('data', (chunk: Buffer) => {
      if (String(chunk).includes('Ready to accept connections')) resolve()
    })
  })
  const admin = new Redis(port, '127.0.0.1', { protocol: 2, retryStrategy: () => 100, maxRetriesPerRequest: 1 })
  admin.on('error', () => {})
  return { port, server, admin, id: String(await admin.cluster('MYID')) }
}

async function knownNodes({ admin }: Node): Promise<number> {
  return Number(/cluster_known_nodes:(\d+)/.exec(String(await admin.cluster('INFO')))?.[1])
}

async function isOk({ admin }: Node): Promise<boolean> {
  return String(await admin.cluster('INFO')).includes('cluster_state:ok')
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the Redis cluster did not come to rest')
}

/** The nodes talk to each other 10,000 ports higher: both must be free. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 11_000 + Math.floor(Math.random() * 10_000)
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

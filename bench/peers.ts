/** What is measured, each in a process of its own, pinned to a core where the machine can do that. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { buildEstate } from './estate'

export type Peer = {
  name: string
  /** The process under test, for its CPU time; null where it is several. */
  pid: number | null
  port: number
  path: string
  headers: Record<string, string>
  model: string
  stop(): Promise<void>
}

/** With a month of demo data in its database, and the console where it is asked for. */
export type TollgatePeer = Peer & { url: string; dataDir: string; bootMs: number; keptKey: string }

export const canPin = spawnSync('taskset', ['-V']).status === 0
const SERVER_CORE = '0'
const CLIENT_CORE = '1'
const LAST_CORE = '3'
/** For what is measured on two cores; null where the machine has none to spare. */
const TWO_CORES = canPin && cpus().length > 3 ? [SERVER_CORE, LAST_CORE] : null
export const hasTwoCores = TWO_CORES !== null
/** Postgres must not take from the server's core; on two cores it shares the client's. */
const DATABASE_CORE = cpus().length > 2 ? '2' : CLIENT_CORE

/** Moves this process, and with it all it starts from now on, to one core. */
function pinSelf(core: string): void {
  if (canPin) spawnSync('taskset', ['-cp', core, String(process.pid)])
}

export function pinClient(): void {
  pinSelf(CLIENT_CORE)
}

/** Starts `node …`, on one core where that can be. */
function startNode(args: string[], core: string, env: Record<string, string> = {}): ChildProcess {
  const command = canPin ? ['taskset', '-c', core, process.execPath, ...args] : [process.execPath, ...args]
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as ['ignore', 'pipe', 'inherit', 'ipc']
  return spawn(command[0] ?? process.execPath, command.slice(1), {
    stdio,
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
}

export type Upstream = { url: string; stop(): void }

/** The canned provider; `env` makes it think, or stream. */
export async function startUpstream(env: Record<string, string> = {}): Promise<Upstream> {
  const child = startNode(['bench/upstream.mjs'], CLIENT_CORE, env)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { url: `${env.TLS_DIR ? 'https' : 'http'}://127.0.0.1:${port}`, stop: () => void child.kill() }
}

/** Somebody who uses the console, on a core neither the server nor its callers need where there is one. */
export function startClicker(env: Record<string, string>, serverCores: 1 | 2): ChildProcess {
  const spareCore = serverCores === 2 ? DATABASE_CORE : LAST_CORE
  return startNode(['bench/clicker.mjs'], cpus().length > 3 ? spareCore : CLIENT_CORE, env)
}

/** A certificate for 127.0.0.1, made for this run. Null without openssl. */
export function makeCertificate(): { directory: string; remove(): void } | null {
  const directory = mkdtempSync(path.join(tmpdir(), 'tollgate-bench-tls-'))
  const remove = () => rmSync(directory, { recursive: true, force: true })
  const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const files = ['-keyout', path.join(directory, 'key.pem'), '-out', path.join(directory, 'cert.pem')]
  const { status } = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files])
  if (status === 0) return { directory, remove }
  remove()
  return null
}

const CHAT = '/v1/chat/completions'

/** Of a few lines each: the yardstick, the same with a pool of its own, and the floor. */
const proxies = {
  'bare proxy': { file: 'bare-proxy.mjs', env: {} },
  'pooled proxy': { file: 'bare-proxy.mjs', env: { OWN_POOL: '1' } },
  'raw pipe': { file: 'raw-pipe.mjs', env: {} },
}

export async function startProxy(name: keyof typeof proxies, upstream: string): Promise<Peer> {
  const { file, env } = proxies[name]
  const child = startNode([`bench/${file}`], SERVER_CORE, { UPSTREAM: upstream, ...env })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  const pid = child.pid ?? null
  return { name, pid, port, path: CHAT, headers: {}, model: 'gpt-4o-mini', stop: async () => void child.kill() }
}

/** Portkey's gateway, passing calls through to the same upstream. Null where it is not installed (`npm install --prefix bench`). */
export async function startPortkey(upstream: string): Promise<Peer | null> {
  const main = 'bench/node_modules/@portkey-ai/gateway/build/start-server.js'
  if (!existsSync(main)) return null
  const port = await freePort()
  const trusted = new URL(upstream).hostname
  const child = startNode([main, `--port=${port}`, '--headless'], SERVER_CORE, { TRUSTED_CUSTOM_HOSTS: trusted })
  child.stdout?.resume()
  const headers = {
    authorization: 'Bearer upstream',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
  }
  await untilAnswered(`http://127.0.0.1:${port}/`)
  const pid = child.pid ?? null
  return { name: 'Portkey', pid, port, path: CHAT, headers, model: 'gpt-4o-mini', stop: async () => void child.kill() }
}

/** nginx with one worker and kept connections. Null where it is not installed. */
export async function startNginx(upstream: string): Promise<Peer | null> {
  if (spawnSync('nginx', ['-v']).status !== 0) return null
  const directory = mkdtempSync(path.join(tmpdir(), 'tollgate-nginx-'))
  const port = await freePort()
  const config = `
daemon off; master_process off; worker_processes 1; pid ${directory}/pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/f; uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
  upstream provider { server ${new URL(upstream).host}; keepalive 512; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port}; keepalive_requests 1000000000;
    location / { proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`
  writeFileSync(path.join(directory, 'nginx.conf'), config)
  const arguments_ = ['-e', 'stderr', '-c', path.join(directory, 'nginx.conf')]
  const command = canPin ? ['taskset', '-c', SERVER_CORE, 'nginx', ...arguments_] : ['nginx', ...arguments_]
  const child = spawn(command[0] ?? 'nginx', command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] })
  await untilAnswered(`http://127.0.0.1:${port}${CHAT}`)
  return {
    name: 'nginx',
    pid: child.pid ?? null,
    port,
    path: CHAT,
    headers: {},
    model: 'gpt-4o-mini',
    async stop() {
      child.kill()
      await once(child, 'exit')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A Redis of its own, on a core of its own where one is left, else beside the database. Null where none is installed. */
export async function startRedis(isCoreLeft = cpus().length > 3): Promise<{ url: string; stop(): Promise<void> } | null> {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null
  const port = await freePort()
  const command = ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const core = isCoreLeft ? LAST_CORE : DATABASE_CORE
  const [program = '', ...rest] = canPin ? ['taskset', '-c', core, ...command] : command
  const child = spawn(program, rest, { stdio: 'ignore' })
  await sleep(500)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** CPU time of a process and those it has started, all their threads, in microseconds; null where the system does not say. */
export function cpuMicrosOf(pid: number | null): number | null {
  if (pid === null || !existsSync(`/proc/${pid}/stat`)) return null
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // User and system time, in clock ticks of a hundredth of a second: https://man7.org/linux/man-pages/man5/proc.5.html
  const own = (Number(fields[11]) + Number(fields[12])) * 10_000
  return childrenOf(pid).reduce((sum, child) => sum + (cpuMicrosOf(child) ?? 0), own)
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}

/** Each with all its threads to a core, in turn. */
function pinWorkers(pid: number, cores: readonly string[]): void {
  for (const [i, worker] of childrenOf(pid).entries()) {
    spawnSync('taskset', ['-acp', cores[i % cores.length] ?? SERVER_CORE, String(worker)])
  }
}

async function untilAnswered(url: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    const isThere = await fetch(url).then(
      (answer) => answer.arrayBuffer().then(() => true),
      () => false,
    )
    if (isThere) return
    await sleep(100)
  }
  throw new Error(`nothing answers at ${url}`)
}

export type TollgateOptions = {
  name?: string
  /** Of its environment. */
  settings?: Record<string, string>
  /** Puts more into its database before it starts. */
  fill?(databaseUrl: string): Promise<void>
  workers?: number
  /** With two, each worker has one to itself. */
  cores?: 1 | 2
}

/** Tollgate with everything on: a product, three limits, a pool of two, prices, the ledger to an embedded Postgres. */
export async function startTollgatePeer(upstream: string, options: TollgateOptions = {}): Promise<TollgatePeer> {
  const { name = 'Tollgate', settings = {}, fill = async () => {}, workers = 1, cores = 1 } = options
  const ownCores = (cores === 2 && TWO_CORES) || [SERVER_CORE]
  const dataDir = mkdtempSync(path.join(tmpdir(), 'tollgate-bench-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  pinSelf(DATABASE_CORE)
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(dataDir, 'database') })
  pinSelf(CLIENT_CORE)
  const env = {
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: postgres.url,
    LOG_LEVEL: 'error',
    ALLOWED_PRIVATE_BACKENDS: '127.0.0.0/8',
    // The folder for temporary files may lie in memory.
    LEDGER: 'spool',
    ...settings,
  }
  // The whole process first, for its management API; then the data plane alone, as one would run it under load.
  const whole = await startServer(url, env, ['--demo', '--simulator', upstream])
  const { managementToken } = JSON.parse(readFileSync(path.join(dataDir, 'demo.json'), 'utf8')) as { managementToken: string }
  const { key, keptKey } = await buildEstate(url, managementToken, upstream)
  await end(whole)
  await fill(postgres.url)
  const startedMs = performance.now()
  const hasConsole = settings.CONSOLE === '1'
  const args = hasConsole ? ['--role', 'all'] : ['--role', 'gateway', '--workers', String(workers)]
  const gateway = await startServer(url, env, args, ownCores.join(','))
  if (workers > 1 && ownCores.length > 1) pinWorkers(gateway.pid ?? 0, ownCores)
  const bootMs = performance.now() - startedMs
  return {
    name,
    url,
    dataDir,
    pid: gateway.pid ?? null,
    port,
    path: CHAT,
    headers: { authorization: `Bearer ${key}` },
    model: 'bench',
    bootMs,
    keptKey,
    async stop() {
      await end(gateway)
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function startServer(url: string, env: Record<string, string>, args: string[], core = SERVER_CORE): Promise<ChildProcess> {
  const child = startNode(['dist/server.js', ...args], core, env)
  child.stdout?.resume()
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.status === 200,
      () => false,
    )
  while (!(await isReady())) await sleep(20)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

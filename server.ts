/**
 * One process, one port: the gateway's paths go to the fast door, everything else to the console.
 *   node dist/server.js [--role all|console|gateway] [--workers N|auto] [--demo --simulator URL] [--dev]
 */
import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { parseArgs } from 'node:util'
import { type Env, EnvError, parseEnv } from '@/lib/base/env'
import { writeAtOnce } from '@/lib/base/single-write'
import { StartError } from '@/lib/base/start-error'
import { callPathOf } from '@/lib/boot/call-path'
import { letCallsGoFirst } from '@/lib/boot/calls-first'
import { CERTIFICATE_HEADER } from '@/lib/boot/client-certificate'
import { announceSetup } from '@/lib/boot/console/announce-setup'
import { type ConsoleThread, startConsoleThread } from '@/lib/boot/console/console-thread'
import { type Handler, openNextPages } from '@/lib/boot/console/next-pages'
import { setUpDemo } from '@/lib/boot/demo/set-up-demo'
import { createSimulatorLevers } from '@/lib/boot/demo/simulator-levers'
import { answerHealth, type HealthReply, metricsText } from '@/lib/boot/health'
import type { Running } from '@/lib/boot/running'
import { startTollgate } from '@/lib/boot/start'
import { tuneEngine } from '@/lib/boot/tune-engine'
import { answerMetrics, metricsOfAll } from '@/lib/boot/worker-metrics'
import { onOrphaned, readWorkers, runWorkers, sayReady } from '@/lib/boot/workers'
import { isGatewayPath } from '@/lib/gateway/dialects/registry'
import { TakenRequest } from '@/lib/gateway/doors/taken-request'
import { isAddressIn } from '@/lib/runtime/upstream/allowed-address'

/** `simulatorUrl` is where the demo's simulated providers listen. */
type Flags = { role: 'all' | 'console' | 'gateway'; isDemo: boolean; isDev: boolean; workers: number; simulatorUrl: string }

await main().catch((error: unknown) => {
  if (error instanceof StartError || error instanceof EnvError) process.stderr.write(`\n${error.message}\n`)
  else
    process.stderr.write(
      `\nTollgate could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  process.exit(1)
})

/**
 * Whoever reads what we say may go before we do: a pager, a collector, a terminal. What is written then is lost, and calls go on.
 * Without a listener each such write is an uncaught error, which Next reports by a write that fails too, for ever.
 */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

async function main(): Promise<void> {
  tuneEngine()
  outliveReaders()
  const flags = readFlags()
  const env = parseEnv()
  if (flags.workers > 1 && cluster.isPrimary) {
    await requireFreePort(env, flags)
    await runWorkers(flags.workers, env, say)
    process.exit()
  }
  const server = openServer(env)
  server.on('connection', writeAtOnce)
  let running: Running | null = null
  let consoleThread: ConsoleThread | null = null
  let isReady = false
  let handle: Handler = (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '2' }).end('{"status":"starting"}')
  }
  server.on('request', (request, response) => {
    const { path } = splitUrl(request.url ?? '/')
    const health = answerHealth(path, request.headers.authorization, isReady ? running : null)
    if (health) void answerAs(response, health)
    else handle(request, response)
  })
  // The port first: a taken one is found before anything else is started.
  await listenOn(server, env, flags)
  stopOnSignals(server, env, () => [consoleThread, running])
  running = await startTollgate({
    env,
    allowLoopback: flags.isDemo || flags.isDev,
    knowsAddresses: true,
    canStartWithoutDatabase: flags.role === 'gateway',
    servesCalls: flags.role !== 'console',
    leavesJobs: flags.role === 'gateway',
    hasConsoleThread: hasConsoleThread(flags),
    simulator: flags.simulatorUrl === '' ? undefined : createSimulatorLevers(flags.simulatorUrl, env.DATA_DIR),
    onProgress: say,
  })
  const address = `http://localhost:${portOf(server)}`
  if (flags.isDemo) await setUpDemo(running, { url: address, simulatorUrl: flags.simulatorUrl, say })
  const announcesSetup = !flags.isDemo && flags.role !== 'gateway' && isFirst()
  if (hasConsoleThread(flags)) {
    await letCallsGoFirst().catch((error: unknown) =>
      running?.log.info({ err: error }, 'calls wait for pages on a core they share'),
    )
    consoleThread = openConsoleThread(server, running, flags, announcesSetup)
    await consoleThread.ready
  } else if (announcesSetup) await announceSetup(running.db, tell)
  const toConsole =
    consoleThread?.handle ??
    (flags.role === 'gateway'
      ? (_request: IncomingMessage, response: ServerResponse) => notHere(response, 'gateway')
      : await openNextPages(server, { isDev: flags.isDev, hostname: hostOf(env, flags.isDemo), port: portOf(server) }))
  handle = route(running, flags, toConsole)
  isReady = true
  const { dataPlane } = running
  answerMetrics(() => metricsText(dataPlane))
  say(`Tollgate is ready: ${env.PUBLIC_URL ?? address}`)
  sayReady()
}

/** Plain HTTP, or TLS of its own; a client's certificate is asked for where somebody vouches for those, and never needed to connect. */
function openServer({ TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CLIENT_CA_FILE: ca }: Env): Server {
  const timeouts = { keepAliveTimeout: 75_000, headersTimeout: 30_000, requestTimeout: 120_000 }
  const options = { ...timeouts, IncomingMessage: TakenRequest }
  if (cert === undefined && key === undefined) return createServer(options)
  if (cert === undefined || key === undefined) throw new StartError('TLS needs both TLS_CERT_FILE and TLS_KEY_FILE.')
  const read = (file: string) => {
    try {
      return readFileSync(file)
    } catch {
      throw new StartError(`The file ${file} cannot be read: TLS needs it.`)
    }
  }
  const clients = ca === undefined ? {} : { ca: read(ca), requestCert: true, rejectUnauthorized: false }
  return createTlsServer({ ...options, cert: read(cert), key: read(key), ...clients })
}

/** Alone, or the first of several: what is to be said once, it says. */
function isFirst(): boolean {
  return (cluster.worker?.id ?? 1) === 1
}

async function answerAs(response: ServerResponse, { status, contentType, body, isOfWorker }: HealthReply): Promise<void> {
  const text = isOfWorker ? await metricsOfAll(body) : body
  response.writeHead(status, { 'content-type': contentType }).end(text)
}

/** Workers would each say that the port is taken. */
async function requireFreePort(env: Env, flags: Flags): Promise<void> {
  const probe = createServer()
  await listenOn(probe, env, flags)
  await new Promise((resolve) => probe.close(resolve))
}

function route(
  { nodeDoor, clientAddressOf, certificateOf, env, dataPlane }: Running,
  { role }: Flags,
  toConsole: Handler,
): Handler {
  const { catalog } = dataPlane
  const isCall = (path: string) => isGatewayPath(path) || catalog.current()?.bases.find(path) !== undefined
  return (request, response) => {
    const { path, query } = splitUrl(request.url ?? '/')
    if (role !== 'console' && isCall(path)) return nodeDoor(request, response, path, query)
    // A console of its own has no counters to hold: it must not answer calls by another door.
    if (role === 'console' && (isCall(path) || path.startsWith('/api/gateway/'))) return notHere(response, 'console')
    const callPath = role === 'all' ? callPathOf(path, request.headers.authorization) : null
    if (callPath !== null) return nodeDoor(request, response, callPath, query)
    // Behind here nobody sees the socket: the address we believe is the only one passed on.
    const forwarded = request.headers['x-forwarded-for']
    if (!isAddressIn(request.socket.remoteAddress ?? '', env.TRUSTED_PROXIES)) {
      delete request.headers['x-forwarded-host']
      delete request.headers['x-forwarded-proto']
    }
    const certificate = certificateOf(request.socket, (name) => request.headers[name]?.toString())
    delete request.headers[CERTIFICATE_HEADER]
    if (certificate !== null) request.headers[CERTIFICATE_HEADER] = certificate
    request.headers['x-forwarded-for'] = clientAddressOf(request.socket.remoteAddress ?? '', forwarded?.toString())
    toConsole(request, response)
  }
}

/** Beside calls the console has a thread of its own. Not while it is developed: what reloads it wants the whole process. */
function hasConsoleThread({ role, isDev }: Flags): boolean {
  return role === 'all' && !isDev
}

function openConsoleThread(server: Server, running: Running, flags: Flags, announcesSetup: boolean): ConsoleThread {
  const { databaseUrl, allowedNetworks, dataPlane, env } = running
  const { simulatorUrl, isDemo } = flags
  const { instanceId } = dataPlane
  const settings = { databaseUrl, allowedNetworks, announcesSetup, instanceId, simulatorUrl }
  return startConsoleThread(running, { ...settings, hostname: hostOf(env, isDemo), port: portOf(server) }, { tell })
}

function listenOn(server: Server, env: Env, { isDemo, isDev }: Flags): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new StartError(`Port ${env.PORT} is taken by another program. Choose another: PORT=3001`))
      else if (error.code === 'EACCES')
        reject(new StartError(`This user may not listen on port ${env.PORT}. Choose one above 1023: PORT=3000`))
      else reject(error)
    })
    server.listen(env.PORT, hostOf(env, isDemo || isDev), resolve)
  })
}

/** Demo and development are for this machine alone. */
function hostOf(env: Env, isLocal: boolean): string {
  return env.HOST ?? (isLocal ? '127.0.0.1' : '0.0.0.0')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

type Stoppable = { stop(): Promise<void> } | null

/** npm and the terminal may both pass on one Ctrl-C: what comes this soon after the first is the same. */
const SAME_SIGNAL_MS = 500

/** The first signal stops gracefully, the second at once; the spool still holds everything. */
function stopOnSignals(server: Server, env: Env, parts: () => Stoppable[]): void {
  let firstAtMs = 0
  const onSignal = () => {
    if (firstAtMs === 0) {
      firstAtMs = Date.now()
      stop(server, env, parts).then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${String(error)}\n`)
          process.exit(1)
        },
      )
    } else if (Date.now() - firstAtMs > SAME_SIGNAL_MS) process.exit(1)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  onOrphaned(onSignal)
}

async function stop(server: Server, env: Env, parts: () => Stoppable[]): Promise<void> {
  say('Stopping: waiting for running calls')
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const sweep = setInterval(() => server.closeIdleConnections(), 200)
  const deadline = setTimeout(() => server.closeAllConnections(), env.SHUTDOWN_DEADLINE_S * 1000)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
  for (const part of parts()) await part?.stop()
  say('Stopped')
}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      role: { type: 'string', default: 'all' },
      demo: { type: 'boolean', default: false },
      dev: { type: 'boolean', default: false },
      simulator: { type: 'string', default: '' },
      workers: { type: 'string', default: '1' },
    },
  })
  const { role } = values
  const workers = readWorkers(values.workers)
  if (workers > 1 && (values.demo || values.dev)) throw new StartError('--workers is for `npm start` and `npm run gateway`.')
  if (role !== 'all' && role !== 'console' && role !== 'gateway')
    throw new StartError(`--role is all, console or gateway, not '${role}'.`)
  return { role, workers, isDemo: values.demo, isDev: values.dev, simulatorUrl: values.simulator }
}

function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?')
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}

function notHere(response: ServerResponse, role: string): void {
  const error = { code: 'unknown_url', message: `This process serves the ${role} only.` }
  response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

/** Of several workers the first process speaks. */
function say(sentence: string): void {
  if (!cluster.isWorker) tell(sentence)
}

function tell(sentence: string): void {
  process.stdout.write(`${sentence}\n`)
}

/** The simulated providers: `createSimulator()` → a URL each resource's name is the first segment under. */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { answerCall } from './answer-call'
import { createDemoAzure } from './azure/demo-azure'
import { createModeBook, type SimulatedMode } from './modes'
import { createChatBook } from './prepared-chat'
import { createPromptCache } from './prompt-tokens'
import { demoResources, type SimulatedResource } from './resources'
import { createTallyBook, type TallyRow } from './tally'
import { reset, type SeenRequest, type World } from './world'

export type SimulatorOptions = {
  resources?: readonly SimulatedResource[]
  host?: string
  port?: number
  /** Before the first byte of an answer, and between two chunks of a stream. */
  thinkMs?: number
  chunkMs?: number
  /** How many requests `control.requests()` remembers; 0 for benchmarks. */
  keepRequests?: number
}

export type SimulatorControl = {
  setMode(resource: string, mode: SimulatedMode): void
  /** The last requests as they arrived, oldest first. */
  requests(): SeenRequest[]
  /** All modes back to ok, tally and requests forgotten. */
  reset(): void
}

export type Simulator = { url: string; port: number; tally(): TallyRow[]; control: SimulatorControl; close(): Promise<void> }

export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world: World = {
    resources: new Map((options.resources ?? demoResources).map((resource) => [resource.name, resource])),
    modes: createModeBook(),
    tally: createTallyBook(),
    chats: createChatBook(),
    prompts: createPromptCache(),
    responses: new Map(),
    documents: new Map(),
    azure: createDemoAzure(),
    pace: { thinkMs: options.thinkMs ?? 0, chunkMs: options.chunkMs ?? 0 },
    requests: [],
    keepRequests: options.keepRequests ?? 200,
  }
  const sockets = new Set<Socket>()
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    answerCall(world, request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    port,
    tally: () => world.tally.rows(),
    control: {
      setMode: (resource, mode) => world.modes.set(resource, mode),
      requests: () => [...world.requests],
      reset: () => reset(world),
    },
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

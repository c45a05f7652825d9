/** A console's thread with a few answers in place of pages: what a test asks of the way there and back. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { openThreadDoor } from '@/lib/boot/console/thread-door'

if (!parentPort) throw new Error('this is no program of its own')
const door = openThreadDoor(parentPort)
const large = Buffer.alloc(1_000_000, 'x')
let open = 0

const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/heard': ({ method, headers }, response) => response.end(JSON.stringify({ method, headers })),
  '/cookies': (_, response) => response.writeHead(302, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Location', '/']).end(),
  '/echo': (request, response) => request.pipe(response),
  '/large': (_, response) => response.writeHead(200, { 'x-large': 'x'.repeat(20_000) }).end(large),
  '/unread': (_, response) => response.writeHead(401).end('no'),
  '/open': (_, response) => response.end(String(open)),
  '/slow': (_, response) => {
    open++
    response.on('close', () => open--)
    response.write('…')
  },
  '/asked': async (_, response) => response.end(JSON.stringify(await door.live.livePools())),
  '/priced': async (_, response) => {
    const asks = Array.from({ length: 2_500 }, (_, i) => ({ subscriptionId: null, model: String(i), atMs: 0, tokens }))
    response.end(JSON.stringify((await door.live.priceUsage(asks)).map((price) => price?.currency)))
  },
  '/refused': (_, response) => void door.live.limitUsage([]).catch((error: Error) => response.end(error.message)),
  '/die': () => {
    throw new Error('as the test wants it')
  },
  '/half': (_, response) => {
    response.write('half')
    setTimeout(() => process.exit(1), 50)
  },
}
const tokens = { input: 0, cacheRead: 0, output: 0, reasoning: 0 }

const server = createServer((request, response) => answers[request.url ?? '']?.(request, response))
if (workerData !== 'never ready') door.serve(server, () => process.exit(0))

/** The console thread's way to the thread beside it: requests come in by it, questions to the gateway go out. */
import type { Server } from 'node:http'
import type { MessagePort } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import { ChannelStream } from '@/lib/boot/console/channel-stream'
import type { LivePorts } from '@/lib/boot/console/live-ports'

/** What the console's thread is told. */
export type ToThread = { kind: 'connection'; port: MessagePort } | { kind: 'stop' } | { kind: 'answer'; data: unknown }
/** What it says. */
export type FromThread =
  | { kind: 'ready' }
  | { kind: 'said'; sentence: string }
  | { kind: 'failed'; reason: string }
  | { kind: 'question'; data: unknown }

const ROWS_AT_ONCE = 1_000

export type ThreadDoor = {
  /** The gateway in the thread beside this one. */
  live: LivePorts
  tell(message: FromThread): void
  /** Says that it is ready, and answers what comes from then on. The server need not listen. */
  serve(server: Server, onStop: () => void): void
}

export function openThreadDoor(port: MessagePort): ThreadDoor {
  const tell = (message: FromThread) => port.postMessage(message)
  const gateway = createBirpc<LivePorts, object>(
    {},
    {
      post: (data) => tell({ kind: 'question', data }),
      on: (hear) => void port.on('message', (message: ToThread) => message.kind === 'answer' && hear(message.data)),
    },
  )
  return {
    live: inParts(gateway),
    tell,
    serve(server, onStop) {
      port.on('message', (message: ToThread) => {
        if (message.kind === 'connection') server.emit('connection', new ChannelStream(message.port))
        else if (message.kind === 'stop') onStop()
      })
      tell({ kind: 'ready' })
    },
  }
}

/** A file of usage may have hundreds of thousands of rows: asked at once, calls would wait until they are read. */
function inParts(gateway: LivePorts): LivePorts {
  const { probeBackend, limitUsage, livePools, readIssuer, verifyToken, hurryCatalog } = gateway
  return {
    ...{ probeBackend, limitUsage, livePools, readIssuer, verifyToken, hurryCatalog },
    async priceUsage(asks) {
      const prices = []
      for (const part of partsOf(asks)) prices.push(await gateway.priceUsage(part))
      return prices.flat()
    },
    async bookUsage(records, source) {
      let booked = 0
      for (const part of partsOf(records)) booked += await gateway.bookUsage(part, source)
      return booked
    },
  }
}

function* partsOf<T>(list: readonly T[]): Iterable<T[]> {
  for (let at = 0; at < list.length; at += ROWS_AT_ONCE) yield list.slice(at, at + ROWS_AT_ONCE)
}

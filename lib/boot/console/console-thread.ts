/**
 * The console in a thread of its own: a page that is worked out, or a job, holds up no call. Requests are handed to it over channels,
 * and it asks the gateway what it must know of it (live-ports.ts). If it dies, calls go on and another one is started.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { Logger } from '@/lib/base/log'
import { findProjectRoot } from '@/lib/base/project-root'
import { StartError } from '@/lib/base/start-error'
import { ChannelStream } from '@/lib/boot/console/channel-stream'
import type { LivePorts } from '@/lib/boot/console/live-ports'
import { passOn, unavailable } from '@/lib/boot/console/pass-on'
import type { FromThread, ToThread } from '@/lib/boot/console/thread-door'
import type { Running } from '@/lib/boot/running'

export type ConsoleThreadSettings = {
  databaseUrl: string
  allowedNetworks: readonly string[]
  instanceId: string
  hostname: string
  port: number
  /** Where the demo's simulated providers listen; empty where there are none. */
  simulatorUrl: string
  /** Is a link for the first admin to be shown, where there is no user yet? */
  announcesSetup: boolean
}

export type ConsoleThread = {
  /** Resolves when pages are answered for the first time; rejects where it cannot start. */
  ready: Promise<void>
  handle(request: IncomingMessage, response: ServerResponse): void
  /** Waits for jobs that run. */
  stop(): Promise<void>
}

export type ConsoleThreadOptions = {
  /** Prints what it has to say to whoever started the process. */
  tell(sentence: string): void
  /** Set by tests. */
  open?: (settings: ConsoleThreadSettings) => Worker
  startMs?: number
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** One that ran this long was well. */
const WELL_MS = 60_000
const START_MS = 120_000
/** The longest job gives up the things it has not begun after half of this. */
const STOP_MS = 60_000

export function startConsoleThread(
  { live, log }: Pick<Running, 'live' | 'log'>,
  settings: ConsoleThreadSettings,
  { tell, open = openThread, startMs = START_MS }: ConsoleThreadOptions,
): ConsoleThread {
  const answers = plainly(live)
  let isStopping = false
  let waitMs = FIRST_WAIT_MS
  let timer: NodeJS.Timeout | undefined
  let thread: Thread | null = null

  /** Never settles where it is stopped meanwhile. */
  const start = (now: ConsoleThreadSettings): Promise<void> => {
    const startedMs = performance.now()
    const started = watch(open(now), { answers, log, tell, startMs })
    thread = started
    return new Promise((resolve, reject) => {
      void started.ready.then(resolve)
      void started.ended.then((error) => {
        thread = null
        if (isStopping) return
        if (!started.isReady()) return reject(error)
        log.error({ err: error }, 'the console died and is started again; calls go on')
        if (performance.now() - startedMs > WELL_MS) waitMs = FIRST_WAIT_MS
        again()
      })
    })
  }
  const again = () => {
    timer = setTimeout(() => {
      start({ ...settings, announcesSetup: false }).catch((error: unknown) => {
        log.error({ err: error }, 'the console could not be started')
        again()
      })
    }, waitMs)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
  return {
    ready: start(settings),
    handle(request, response) {
      if (!thread?.isReady()) return unavailable(response)
      passOn(thread.connect(), request, response, (error) => log.warn({ err: error }, 'the console did not answer'))
    },
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await thread?.stop()
    },
  }
}

type Thread = {
  ready: Promise<void>
  isReady(): boolean
  connect(): ChannelStream
  /** Why it is no more. */
  ended: Promise<unknown>
  stop(): Promise<void>
}

function openThread(settings: ConsoleThreadSettings): Worker {
  return new Worker(path.join(findProjectRoot(), 'dist', 'console.js'), { workerData: settings })
}

type Watching = { answers: LivePorts; log: Logger; tell(sentence: string): void; startMs: number }

function watch(worker: Worker, { answers, log, tell, startMs }: Watching): Thread {
  let isReady = false
  let cause: unknown = null
  const send = (message: ToThread, moved: MessagePort[] = []) => worker.postMessage(message, moved)
  const heard = (listener: (message: FromThread) => void) => worker.on('message', listener)
  createBirpc<object, LivePorts>(answers, {
    post: (data) => send({ kind: 'answer', data }),
    on: (answer) => void heard((message) => message.kind === 'question' && answer(message.data)),
    // What could not be sent back must not be an error nobody catches: that would end the calls.
    onGeneralError(error, question) {
      log.error({ err: error, question }, 'the console could not be answered')
      return true
    },
  })
  const deadline = setTimeout(() => {
    cause = new Error('it did not start in time')
    void worker.terminate()
  }, startMs)
  worker.on('error', (error) => {
    cause = error
  })
  const ended = new Promise<unknown>((resolve) => {
    worker.once('exit', (code) => {
      clearTimeout(deadline)
      resolve(cause ?? new Error(`it ended with ${code}`))
    })
  })
  const ready = new Promise<void>((resolve) => {
    heard((message) => {
      if (message.kind === 'said') tell(message.sentence)
      else if (message.kind === 'failed') cause = new StartError(message.reason)
      else if (message.kind === 'ready') {
        clearTimeout(deadline)
        isReady = true
        resolve()
      }
    })
  })
  return {
    ready,
    isReady: () => isReady,
    connect() {
      const { port1, port2 } = new MessageChannel()
      send({ kind: 'connection', port: port2 }, [port2])
      return new ChannelStream(port1)
    },
    ended,
    async stop() {
      // While it starts it has no job yet that could be cut off.
      if (!isReady) return void (await worker.terminate())
      send({ kind: 'stop' })
      const patience = setTimeout(() => void worker.terminate(), STOP_MS)
      await ended
      clearTimeout(patience)
    },
  }
}

/** Errors by their message alone: what else hangs on one may not be fit to be sent to another thread. */
function plainly(live: LivePorts): LivePorts {
  const plain = (ask: (...words: never[]) => Promise<unknown>) => {
    return async (...words: never[]) => {
      try {
        return await ask(...words)
      } catch (error) {
        throw new Error(error instanceof Error ? error.message : String(error))
      }
    }
  }
  return Object.fromEntries(Object.entries(live).map(([name, ask]) => [name, plain(ask)])) as LivePorts
}

/** The console's own thread: pages, the management API, scheduled work. It has its own connections to the database; of the gateway it asks. */
import { createServer, type Server } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { parseEnv } from '@/lib/base/env'
import { createLogger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { letOthersGoFirst } from '@/lib/boot/calls-first'
import { announceSetup } from '@/lib/boot/console/announce-setup'
import { startBackOffice } from '@/lib/boot/console/back-office'
import type { ConsoleThreadSettings } from '@/lib/boot/console/console-thread'
import { openNextPages } from '@/lib/boot/console/next-pages'
import { provideConsole } from '@/lib/boot/console/provide-console'
import { openThreadDoor } from '@/lib/boot/console/thread-door'
import { openDatabaseClients } from '@/lib/boot/database-clients'
import { createSimulatorLevers } from '@/lib/boot/demo/simulator-levers'
import { becomeConsoleThread } from '@/lib/boot/running'
import { loadSecrets } from '@/lib/boot/secrets'
import { publicUrlOf } from '@/lib/boot/settings-of-env'

const settings = workerData as ConsoleThreadSettings
if (!parentPort) throw new Error('this is no program of its own')
const door = openThreadDoor(parentPort)

await main().catch((error: unknown) => {
  door.tell({ kind: 'failed', reason: reasonOf(error) })
  process.exit(1)
})

/** A text: not every error can be sent to another thread. */
function reasonOf(error: unknown): string {
  if (error instanceof StartError) return error.message
  return `The console could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

async function main(): Promise<void> {
  letOthersGoFirst()
  const env = parseEnv()
  const log = createLogger(env.LOG_LEVEL)
  const secrets = loadSecrets(env)
  const clients = openDatabaseClients(settings.databaseUrl, log)
  const { db, pool } = clients
  const { allowedNetworks, instanceId, simulatorUrl } = settings
  const parts = { env, log, db, secrets, publicUrl: publicUrlOf(env), allowedNetworks, live: door.live }
  provideConsole({
    ...parts,
    knowsAddresses: true,
    simulator: simulatorUrl === '' ? undefined : createSimulatorLevers(simulatorUrl, env.DATA_DIR),
  })
  becomeConsoleThread()
  const server = await openConsole(settings)
  if (settings.announcesSetup) await announceSetup(db, (sentence) => door.tell({ kind: 'said', sentence }))
  door.serve(server, () => {
    stop().catch((error: unknown) => {
      log.error({ err: error }, 'the console did not stop as it should')
      process.exit(1)
    })
  })
  // Not before it can be told to stop: nothing is begun that would be cut off.
  const office = startBackOffice({ ...parts, pool, instanceId, leavesJobs: false })

  async function stop(): Promise<void> {
    clients.expectEnd()
    await office.stop()
    await clients.close()
    // Of this thread, not of the process: what Next has set going would hold it.
    process.exit(0)
  }
}

/** Listens nowhere: connections come over channels, and whoever sends them keeps their times. */
async function openConsole({ hostname, port }: ConsoleThreadSettings): Promise<Server> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, maxHeaderSize: 64 * 1024, requireHostHeader: false })
  server.on('request', await openNextPages(server, { isDev: false, hostname, port }))
  return server
}

/**
 * The one runtime of a process. Kept under a symbol on globalThis, because the server's bundle and Next's load every module
 * twice, and both doors must meet one counter, one spool, one breaker.
 */
import type { Env } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import type { CertificateReader } from '@/lib/boot/client-certificate'
import type { LivePorts } from '@/lib/boot/console/live-ports'
import type { DataPlane } from '@/lib/boot/data-plane'
import type { Database } from '@/lib/db/client'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { NodeDoor } from '@/lib/gateway/doors/node-door'

export type Running = {
  env: Env
  log: Logger
  databaseUrl: string
  /** Networks backends may lie in, beside public addresses. */
  allowedNetworks: readonly string[]
  db: Database
  pool: SqlPool
  dataPlane: DataPlane
  /** What a console in another thread asks of this one. */
  live: LivePorts
  nodeDoor: NodeDoor
  /** False under plain `next start`: nobody of ours has seen the socket, so no address can be believed. */
  knowsAddresses: boolean
  clientAddressOf(socketAddress: string, forwardedFor: string | undefined): string
  /** The thumbprint of the certificate a connection's caller has proven to hold. */
  certificateOf: CertificateReader
  /** Stops everything, the database last. */
  stop(): Promise<void>
}

const slot = Symbol.for('tollgate.running')

const consoleSlot = Symbol.for('tollgate.console-thread')

type Holder = { [slot]?: Promise<Running>; [consoleSlot]?: true }

export function findRunning(): Promise<Running> | null {
  return (globalThis as Holder)[slot] ?? null
}

/** Starts once, whoever asks first. */
export function runOnce(start: () => Promise<Running>): Promise<Running> {
  const holder = globalThis as Holder
  holder[slot] ??= start()
  return holder[slot]
}

/** Says that this thread has a console and no runtime. */
export function becomeConsoleThread(): void {
  ;(globalThis as Holder)[consoleSlot] = true
}

export function isConsoleThread(): boolean {
  return (globalThis as Holder)[consoleSlot] ?? false
}

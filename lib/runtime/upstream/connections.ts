/** The connections to one origin: the one used last is used next, so that those a burst has made can go again. */

import { performance } from 'node:perf_hooks'
import type { buildConnector } from 'undici'
import { Connection, type ConnectionOwner } from '@/lib/runtime/upstream/connection'
import type { Exchange } from '@/lib/runtime/upstream/exchange'
import { failureToConnect } from '@/lib/runtime/upstream/failure-of'

export type Connect = (callback: buildConnector.Callback) => void

/** To one origin at a time: each stream keeps its own for as long as it lasts. */
const MOST_CONNECTIONS = 8_192

export class Connections implements ConnectionOwner {
  private readonly free: Connection[] = []
  private readonly waiting: Exchange[] = []
  /** Made, or being made. */
  private count = 0
  private connecting = 0
  private readonly whenClosed: (() => void)[] = []

  constructor(private readonly connect: Connect) {}

  send(exchange: Exchange): void {
    const connection = this.takeFree()
    if (connection) {
      connection.send(exchange)
      return
    }
    this.waiting.push(exchange)
    this.connectMore()
  }

  /** Closes what nobody has used for as long as it may be kept. */
  sweep(): void {
    const nowMs = performance.now()
    for (const connection of this.free.filter(({ keptUntilMs }) => keptUntilMs <= nowMs)) connection.destroy()
  }

  /** Resolves when all that is under way has ended. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.whenClosed.push(resolve)
      for (const connection of [...this.free]) connection.destroy()
      this.endIfClosed()
    })
  }

  onFree(connection: Connection): void {
    const next = this.nextWaiting()
    if (next) connection.send(next)
    else if (this.whenClosed.length > 0) connection.destroy()
    else this.free.push(connection)
  }

  onGone(connection: Connection): void {
    const at = this.free.lastIndexOf(connection)
    if (at !== -1) this.free.splice(at, 1)
    this.count--
    this.connectMore()
    this.endIfClosed()
  }

  private takeFree(): Connection | undefined {
    const connection = this.free.pop()
    if (connection === undefined || connection.keptUntilMs > performance.now()) return connection
    connection.destroy()
    // Those below it were used longer ago still, but may be kept longer.
    return this.takeFree()
  }

  /** The one that has waited longest, and still does. */
  private nextWaiting(): Exchange | undefined {
    let next = this.waiting.shift()
    while (next?.isOver) next = this.waiting.shift()
    return next
  }

  private connectMore(): void {
    if (this.connecting >= this.waiting.length || this.count >= MOST_CONNECTIONS) return
    this.connecting++
    this.count++
    this.connect((error, socket) => {
      this.connecting--
      if (socket) {
        this.onFree(new Connection(socket, this))
        return
      }
      this.count--
      try {
        this.nextWaiting()?.fail(failureToConnect(error), error)
      } finally {
        this.connectMore()
        this.endIfClosed()
      }
    })
  }

  private endIfClosed(): void {
    if (this.count === 0) for (const resolve of this.whenClosed) resolve()
  }
}

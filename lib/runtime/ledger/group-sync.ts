/** Waits for the disk once for many: one fsync at a time, and all that was written while one runs shares the next. */
import { closeSync, fsync } from 'node:fs'

export type Waiter = { resolve(): void; reject(error: unknown): void }

export type GroupSync = {
  /** Tells the waiter once all written so far is on the disk. */
  wait(waiter: Waiter): void
  /** Syncs a file that is full, then closes it; who waits meanwhile waits for it too. */
  close(fd: number): void
  idle(): Promise<void>
}

/** `currentFd` is the file written to. */
export function createGroupSync(currentFd: () => number): GroupSync {
  let waiters: Waiter[] = []
  let full: number[] = []
  let running: Promise<void> | null = null

  const start = () => {
    running ??= run().finally(() => {
      running = null
      if (waiters.length + full.length > 0) start()
    })
  }

  async function run(): Promise<void> {
    const [served, closing] = [waiters, full]
    waiters = []
    full = []
    try {
      await Promise.all([...closing, currentFd()].map(syncFile))
      for (const waiter of served) waiter.resolve()
    } catch (error) {
      for (const waiter of served) waiter.reject(error)
    }
    for (const fd of closing) closeSync(fd)
  }

  return {
    wait(waiter) {
      waiters.push(waiter)
      start()
    },
    close(fd) {
      full.push(fd)
      start()
    },
    async idle() {
      while (running !== null) await running
    },
  }
}

function syncFile(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(fd, (error) => (error ? reject(error) : resolve())))
}

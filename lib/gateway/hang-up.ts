/** Tells the steps of a call that its client went away. A tenth of what an AbortSignal costs, and all that is needed. */
export type HangUp = {
  readonly hasHungUp: boolean
  /** Runs the listener at the hang-up, or at once where it has already been. Returns what removes it. */
  onHangUp(listener: () => void): () => void
}

/** A class, because one is made for every call: closures of its own would cost each call more than it does in all. */
export class CallHangUp implements HangUp {
  hasHungUp = false
  private listeners: (() => void)[] = []

  onHangUp(listener: () => void): () => void {
    if (this.hasHungUp) {
      listener()
      return nothing
    }
    this.listeners.push(listener)
    return () => {
      const at = this.listeners.indexOf(listener)
      if (at !== -1) this.listeners.splice(at, 1)
    }
  }

  hangUp(): void {
    if (this.hasHungUp) return
    this.hasHungUp = true
    const { listeners } = this
    this.listeners = []
    for (const listener of listeners) listener()
  }
}

function nothing(): void {}

/** Tells the steps of a call that its client went away. A tenth of what an AbortSignal costs, and all that is needed. */
export type HangUp = {
  readonly hasHungUp: boolean
  /** Runs the listener at the hang-up, or at once where it has already been. Returns what removes it. */
  onHangUp(listener: () => void): () => void
}

export function createHangUp(): HangUp & { hangUp(): void } {
  let hasHungUp = false
  let listeners: (() => void)[] = []
  return {
    get hasHungUp() {
      return hasHungUp
    },
    onHangUp(listener) {
      if (hasHungUp) {
        listener()
        return () => {}
      }
      listeners.push(listener)
      return () => {
        listeners = listeners.filter((other) => other !== listener)
      }
    },
    hangUp() {
      if (hasHungUp) return
      hasHungUp = true
      for (const listener of listeners) listener()
      listeners = []
    },
  }
}

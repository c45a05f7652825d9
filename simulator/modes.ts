/** How a resource behaves. Every mode but `ok` may be for the next `times` calls only. */
export type SimulatedMode =
  | { mode: 'ok' }
  /** The connection is closed before a byte of the answer. */
  | { mode: 'down'; times?: number }
  /** The same, as a TCP reset. */
  | { mode: 'reset'; times?: number }
  /** Accepts the call and never answers. */
  | { mode: 'hang'; times?: number }
  /** Cuts the connection after some chunks of a stream, or half way through a whole body. */
  | { mode: 'die-mid-stream'; afterChunks?: number; times?: number }
  /** Answers 200 with something that is not JSON, or not an event. */
  | { mode: 'garbage'; times?: number }
  | { mode: 'status'; code: number; retryAfter?: number; times?: number }
  | { mode: 'slow'; ttfbMs: number; chunkMs: number; times?: number }

const names = new Set(['ok', 'down', 'reset', 'hang', 'die-mid-stream', 'garbage', 'status', 'slow'])

export type ModeBook = {
  set(resource: string, mode: SimulatedMode): void
  /** The mode of the next call; counts it where the mode is for some calls only. */
  next(resource: string): SimulatedMode
  current(resource: string): SimulatedMode
  clear(): void
}

export function createModeBook(): ModeBook {
  const modes = new Map<string, SimulatedMode>()
  const current = (resource: string): SimulatedMode => modes.get(resource) ?? { mode: 'ok' }
  return {
    set: (resource, mode) => modes.set(resource, mode),
    current,
    next: (resource) => {
      const mode = current(resource)
      if (mode.mode === 'ok' || mode.times === undefined) return mode
      if (mode.times <= 1) modes.delete(resource)
      else modes.set(resource, { ...mode, times: mode.times - 1 })
      return mode
    },
    clear: () => modes.clear(),
  }
}

/** A mode from outside, or null where it is not one. */
export function parseMode(value: unknown): SimulatedMode | null {
  if (typeof value !== 'object' || value === null) return null
  const given = value as Record<string, unknown>
  if (typeof given.mode !== 'string' || !names.has(given.mode)) return null
  if (given.mode === 'status' && typeof given.code !== 'number') return null
  if (given.mode === 'slow')
    return { ...given, mode: 'slow', ttfbMs: Number(given.ttfbMs ?? 0), chunkMs: Number(given.chunkMs ?? 0) }
  return given as SimulatedMode
}

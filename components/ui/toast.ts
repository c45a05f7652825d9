/** One short sentence about what just happened. Kept outside React, so that anything in the browser can say it. */
export const toast = {
  done: (text: string) => add('done', text),
  failed: (text: string) => add('failed', text),
}

export type Toast = { id: number; kind: 'done' | 'failed'; text: string }

let toasts: Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()

export function listToasts(): Toast[] {
  return toasts
}

export function subscribeToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function dismissToast(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id)
  for (const listener of listeners) listener()
}

function add(kind: Toast['kind'], text: string): void {
  const id = nextId++
  toasts = [...toasts.slice(-3), { id, kind, text }]
  for (const listener of listeners) listener()
  // A failure stays longer: it has something to do in it.
  setTimeout(() => dismissToast(id), kind === 'failed' ? 12_000 : 5_000)
}

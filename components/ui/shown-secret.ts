/**
 * A secret that is shown once, kept outside React: what was pressed to make it, a row or a form, may be gone before its maker has
 * copied it. Nothing but closing it takes it away.
 */
export type ShownSecret = { title: string; sentence: string; label: string; value: string }

let shown: ShownSecret | null = null
const listeners = new Set<() => void>()

export function showSecret(secret: ShownSecret): void {
  set(secret)
}

export function forgetSecret(): void {
  set(null)
}

export function getShownSecret(): ShownSecret | null {
  return shown
}

export function subscribeToSecret(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: ShownSecret | null): void {
  shown = next
  for (const listener of listeners) listener()
}

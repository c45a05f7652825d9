/** Conversations of before, in this browser only: nothing of them is sent anywhere. */
import type { Settings, Turn } from '@/components/playground/conversation'

export type Kept = { id: string; at: string; title: string; settings: Settings; turns: Turn[] }

const NAME = 'tollgate.playground.history'
const MOST = 20

export function readHistory(): Kept[] {
  try {
    const kept = JSON.parse(window.localStorage.getItem(NAME) ?? '[]') as unknown
    return Array.isArray(kept) ? (kept as Kept[]) : []
  } catch {
    return []
  }
}

/** The newest first; images stay out, they would fill the browser's room. */
export function keepConversation(one: Kept): Kept[] {
  const slim = { ...one, turns: one.turns.map((turn) => ({ ...turn, images: [] })) }
  return write([slim, ...readHistory().filter(({ id }) => id !== one.id)].slice(0, MOST))
}

export function forgetConversation(id: string): Kept[] {
  return write(readHistory().filter((one) => one.id !== id))
}

export function forgetAll(): Kept[] {
  return write([])
}

function write(kept: Kept[]): Kept[] {
  try {
    window.localStorage.setItem(NAME, JSON.stringify(kept))
  } catch {
    // A browser without room or leave to store: the conversation on the screen stays.
  }
  return kept
}

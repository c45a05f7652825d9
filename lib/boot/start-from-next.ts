/**
 * The runtime, asked for by code that Next has built. Where nothing has started it yet (plain `next start`) it comes from
 * the server's own bundle: built into Next, the embedded database would have the whole project traced, which takes minutes.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { findRunning, isConsoleThread, type Running } from '@/lib/boot/running'
import type { startTollgate } from '@/lib/boot/start'

/** Null in the console's own thread: the runtime is in the thread beside it, which has given it all it needs. */
export async function startFromNext(): Promise<Running | null> {
  const running = findRunning()
  if (running) return running
  if (isConsoleThread()) return null
  const bundle = pathToFileURL(path.join(process.cwd(), 'dist', 'start.js')).href
  const start = (await import(/* turbopackIgnore: true */ bundle)) as { startTollgate: typeof startTollgate }
  return start.startTollgate()
}

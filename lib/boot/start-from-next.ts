/**
 * The runtime, asked for by code that Next has built. Where nothing has started it yet (plain `next start`) it comes from
 * the server's own bundle: built into Next, the embedded database would have the whole project traced, which takes minutes.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { findRunning, type Running } from '@/lib/boot/running'
import type { startTollgate } from '@/lib/boot/start'

export async function startFromNext(): Promise<Running> {
  const running = findRunning()
  if (running) return running
  const bundle = pathToFileURL(path.join(process.cwd(), 'dist', 'start.js')).href
  const start = (await import(/* turbopackIgnore: true */ bundle)) as { startTollgate: typeof startTollgate }
  return start.startTollgate()
}

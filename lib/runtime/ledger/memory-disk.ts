/** Is a folder in memory (tmpfs, ramfs)? What is written there is gone with the host. */
import { existsSync, statfsSync } from 'node:fs'
import path from 'node:path'

const MEMORY_FILE_SYSTEMS = new Set([0x01021994, 0x858458f6])

/** Asks for the nearest folder that is there already. */
export function isMemoryDisk(folder: string): boolean {
  let nearest = path.resolve(folder)
  while (!existsSync(nearest) && nearest !== path.dirname(nearest)) nearest = path.dirname(nearest)
  return MEMORY_FILE_SYSTEMS.has(statfsSync(nearest).type)
}

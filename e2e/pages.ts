/** The pages of an audience without a parameter in their path, read from the folders: a new page is tested by being there. */
import { readdirSync } from 'node:fs'
import path from 'node:path'

export const audiences = [
  { folder: 'admin', role: 'admin' },
  { folder: 'finance', role: 'finance' },
  // Who sees all of it.
  { folder: 'portal', role: 'owner' },
]

export function listPages(folder: string): string[] {
  const inside = readdirSync(path.join('app', folder), { withFileTypes: true })
  const own = inside.some((entry) => entry.name === 'page.tsx') ? [`/${folder}`] : []
  const below = inside.filter((entry) => entry.isDirectory() && !entry.name.startsWith('['))
  return [...own, ...below.flatMap((entry) => listPages(`${folder}/${entry.name}`))]
}

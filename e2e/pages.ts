/** The pages of an audience, read from the folders: a new page is tested by being there. */
import { readdirSync } from 'node:fs'
import path from 'node:path'

export const audiences = [
  { folder: 'admin', role: 'admin' },
  { folder: 'finance', role: 'finance' },
  // Who sees all of it.
  { folder: 'portal', role: 'owner' },
  { folder: 'account', role: 'developer' },
  { folder: 'errors', role: 'developer' },
]

/** Those without a parameter in their path. */
export function listPages(folder: string): string[] {
  return listPaths(folder).filter((page) => !page.includes('['))
}

/** Those with one, as their folders are called: what others lead to before what that leads to. */
export function listPatterns(folder: string): string[] {
  return listPaths(folder).filter((page) => page.includes('['))
}

/** The first page of this pattern among the links of others, if there is one. */
export function exampleOf(pattern: string, links: Iterable<string>): string | undefined {
  const form = new RegExp(`^${pattern.replace(/\[\w+\]/g, '[^/?#]+')}$`)
  const fixed = new Set(listPages(pattern.split('/')[1] ?? ''))
  return [...links].find((link) => form.test(link) && !fixed.has(link))
}

function listPaths(folder: string): string[] {
  const inside = readdirSync(path.join('app', folder), { withFileTypes: true })
  const own = inside.some((entry) => entry.name === 'page.tsx') ? [`/${folder}`] : []
  const below = inside.filter((entry) => entry.isDirectory())
  return [...own, ...below.flatMap((entry) => listPaths(`${folder}/${entry.name}`))]
}

/** The floors of the house: an import may only go down. */
import type { SourceFile } from './source-file'

export const levels: Record<string, number> = {
  base: 0,
  access: 1,
  policy: 1,
  db: 1,
  contracts: 2,
  gateway: 2,
  control: 3,
  reports: 3,
  client: 3,
  runtime: 3,
  auth: 4,
  azure: 4,
  components: 4,
  http: 5,
  jobs: 5,
  boot: 6,
  app: 7,
  server: 7,
}

/** Floors that may see less than what lies below them. */
export const narrower: Record<string, readonly string[]> = {
  gateway: ['policy', 'base'],
  runtime: ['gateway', 'policy', 'db', 'base'],
  control: ['db', 'policy', 'contracts', 'access', 'base'],
  reports: ['db', 'policy', 'contracts', 'access', 'base'],
  contracts: ['access', 'base'],
  client: ['contracts', 'access', 'base'],
  components: ['client', 'contracts', 'access', 'base'],
}

/** What a file the browser gets may reach. */
export const browserParts: readonly string[] = ['contracts', 'access', 'base', 'client', 'components', 'app']

/** The part of the house a file belongs to, or null for scripts, tests' worlds and the like. */
export function partOf(file: string): string | null {
  if (file === 'server.ts' || file === 'server.test.ts') return 'server'
  if (file === 'proxy.ts' || file === 'instrumentation.ts') return 'app'
  const [first = '', second = ''] = file.split('/')
  if (first === 'app' || first === 'components') return first
  if (first === 'lib' && file.split('/').length > 2) return second
  return null
}

export function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/') || file.startsWith('e2e/') || file.startsWith('bench/')
}

export function isTool(file: string): boolean {
  return file.startsWith('scripts/') || /(^|\/)[\w-]+\.config\.ts$/.test(file)
}

/** Files that make up the product: what is shipped, not what tests or builds it. */
export function isProduct(source: SourceFile): boolean {
  return !isTest(source.path) && !isTool(source.path)
}

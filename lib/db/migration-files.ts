/** The migrations and the schema on disk, in the form the schema engine reads. Layout: Prisma's own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm'
import { findProjectRoot } from '@/lib/base/project-root'

export function migrationsFolder(): string {
  return path.join(findProjectRoot(), 'prisma', 'migrations')
}

export function readMigrations(folder: string = migrationsFolder()): MigrationList {
  const lockfile = path.join(folder, 'migration_lock.toml')
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: listMigrationNames(folder).map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

export function listMigrationNames(folder: string = migrationsFolder()): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
}

export function readSchema(folder: string = path.join(findProjectRoot(), 'prisma', 'schema')): SchemasContainer {
  const names = readdirSync(folder).filter((name) => name.endsWith('.prisma'))
  return {
    files: names
      .sort()
      .map((name) => ({ path: path.join(folder, name), content: readFileSync(path.join(folder, name), 'utf8') })),
  }
}

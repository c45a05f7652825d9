/** `npm run db:diff -- name-of-the-change`: writes the next migration, from the migrations so far to prisma/schema. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { diffMigrations } from '@/lib/db/migrate'
import { migrationsFolder } from '@/lib/db/migration-files'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

runScript(() =>
  withDatabaseUrl(async (url) => {
    const sql = await diffMigrations(url)
    if (!sql) return console.log('The migrations and prisma/schema agree')
    const name = (process.argv[2] ?? 'change').replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase()
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14)
    const folder = path.join(migrationsFolder(), `${stamp}_${name}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'migration.sql'), `${sql}\n`)
    console.log(
      `Wrote ${path.relative(process.cwd(), folder)}/migration.sql: read it, complete it by hand, then npm run db:migrate`,
    )
  }),
)

/** `npm run db:migrate`: brings the database to the newest migration. */
import { migrateDatabase } from '@/lib/db/migrate'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

runScript(() =>
  withDatabaseUrl(async (url) => {
    const applied = await migrateDatabase(url)
    console.log(applied.length ? `Applied ${applied.join(', ')}` : 'Nothing to apply')
  }),
)

/**
 * `npm run backup -- <file.gz>`: everything the database holds, while Tollgate runs. The secrets are not in it: keep
 * `DATA_DIR/secrets.json`, or the variables that hold them, apart.
 */
import { createWriteStream, renameSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'
import { backUp } from '@/lib/db/backup'
import { createSqlPool } from '@/lib/db/sql-pool'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

runScript(() =>
  withDatabaseUrl(async (url) => {
    const [file] = parseArgs({ allowPositionals: true }).positionals
    if (file === undefined) throw new Error('say where to: npm run backup -- tollgate.backup.gz')
    const pool = createSqlPool(url, { max: 1 })
    try {
      const unfinished = `${file}.unfinished`
      await pipeline(Readable.from(withEnds(backUp(pool))), createGzip(), createWriteStream(unfinished, { mode: 0o600 }))
      renameSync(unfinished, file)
      console.log(
        `${file} is complete. Keep the secrets apart from it: DATA_DIR/secrets.json, or KEY_PEPPER, ENCRYPTION_KEY, SESSION_SECRET.`,
      )
    } finally {
      await pool.end()
    }
  }),
)

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}

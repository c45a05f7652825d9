/**
 * `npm run restore -- <file.gz>`: a backup into the empty database of DATABASE_URL, or of an embedded PostgreSQL under DATA_DIR.
 * Put the secrets there first: without them no key issued before is known.
 */
import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import { restore } from '@/lib/db/backup'
import { migrateDatabase } from '@/lib/db/migrate'
import { createSqlPool } from '@/lib/db/sql-pool'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

runScript(() =>
  withDatabaseUrl(async (url) => {
    const [file] = parseArgs({ allowPositionals: true }).positionals
    if (file === undefined) throw new Error('say from what: npm run restore -- tollgate.backup.gz')
    await migrateDatabase(url)
    const pool = createSqlPool(url, { max: 1 })
    try {
      const lines = linesOf(createReadStream(file).pipe(createGunzip()))
      const { tables, rows, takenAt } = await restore(pool, lines)
      console.log(`${rows} rows in ${tables} tables, as of ${takenAt}`)
    } finally {
      await pool.end()
    }
  }),
)

/** By hand: what readline hears before anybody iterates is lost. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of stream) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...rest, chunk.subarray(start, end)]).toString()
      rest = []
      start = end + 1
    }
    if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  if (rest.length > 0) throw new Error('this backup is cut short')
}

/** A process that holds an embedded PostgreSQL, to be killed by a test: `hold-postgres.ts <dataDir>`. Says `up` and the server's pid. */
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'

const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '', durable: false })
process.stdout.write(`up ${postgres.pid}\n`)
process.stdin.on('end', () => postgres.stop().then(() => process.exit(0)))
process.stdin.resume()

/** A process that ends as soon as its embedded PostgreSQL has begun to start: `exit-while-postgres-starts.ts <dataDir>`. Says its pid. */
import path from 'node:path'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { findPostmaster } from '@/lib/db/postmaster'

const [, , dataDir = ''] = process.argv
void startEmbeddedPostgres({ dataDir, durable: false })
const look = setInterval(() => {
  const postmaster = findPostmaster(path.join(dataDir, 'postgres', 'data'))
  if (!postmaster) return
  clearInterval(look)
  process.stdout.write(`${postmaster.pid}\n`, () => process.exit(0))
}, 1)

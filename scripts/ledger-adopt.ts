/**
 * `npm run ledger:adopt [-- <instance>]`: brings in the spool of an instance on another host, or of one that no longer runs.
 * Without a name it lists what there is. What such an instance had not closed becomes provisional; should it come back, its
 * own figures take the place of these.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parseEnv } from '@/lib/base/env'
import { createSqlPool } from '@/lib/db/sql-pool'
import { stateOfInstance } from '@/lib/runtime/ledger/instance'
import { adoptSpool, listInstances } from '@/lib/runtime/ledger/replay'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

const { positionals } = parseArgs({ allowPositionals: true })
const dataDir = parseEnv().DATA_DIR
const root = path.join(dataDir, 'spool')

runScript(async () => {
  const [id] = positionals
  if (id === undefined) return await list()
  if (!listInstances(root).includes(id)) throw new Error(`there is no spool of ${id} under ${root}`)
  await withDatabaseUrl(async (url) => {
    const pool = createSqlPool(url, { max: 1, hasDurableCommits: true })
    try {
      const rejectedPath = path.join(dataDir, 'rejected.spool')
      const { closed, interrupted } = await adoptSpool({ root, rejectedPath, pool, onError: console.error }, id)
      console.log(`${closed} closed calls and ${interrupted} interrupted ones are in the ledger now`)
    } finally {
      await pool.end()
    }
  })
})

async function list(): Promise<void> {
  for (const id of listInstances(root)) {
    const found = await stateOfInstance(path.join(root, id), id)
    console.log(`${id}  ${found.state}${found.state === 'foreign' ? ` (host ${found.host})` : ''}`)
  }
}

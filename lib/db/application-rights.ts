/**
 * What the application's own database role may do. Migrations run as the owner; the process runs as a role that reads and writes rows,
 * and has no right to change or delete what is closed, to alter a table, to switch off a trigger, or to empty anything. What a
 * statement or the audit trail says can so not be changed by any SQL the process could be made to run.
 */
import pg from 'pg'

/** Tables that only grow: what is in them stays as it is. */
const KEPT = [
  ...['statements', 'statement_lines', 'statement_reopenings', 'audit_entries', 'audit_erasures', 'audit_heads'],
  ...[
    'prices',
    'price_contracts',
    'exchange_rates',
    'rerating_lines',
    'commitment_runs',
    'commitment_shares',
    'reconciliations',
    'reconciliation_lines',
  ],
]
/** Rows that may change, and never go. */
const NEVER_DELETED = ['usage_records', 'control_head']
/** Months taken out of the ledger, to be archived by others. */
const DETACHED_MONTH = /^(usage_records|call_traces)_\d{4}_\d{2}_detached/
const FUNCTIONS = [
  'ensure_usage_partitions(timestamptz, int)',
  'expire_usage_partition(text, date, boolean)',
  'erase_from_audit_entries(jsonb)',
]
const PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] as const

type Privilege = (typeof PRIVILEGES)[number]

/** What the role may do with the rows of a table. */
export function rightsOn(table: string): readonly Privilege[] {
  if (DETACHED_MONTH.test(table)) return []
  if (table === '_prisma_migrations') return ['SELECT']
  if (KEPT.includes(table)) return ['SELECT', 'INSERT']
  if (NEVER_DELETED.includes(table)) return ['SELECT', 'INSERT', 'UPDATE']
  return ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
}

/** Gives a role these rights and no others, as the owner. Says nothing to the database where they are so already. */
export async function grantApplicationRights(ownerUrl: string, role: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    // Two that grant the same at once would fail one another.
    await client.query("select pg_advisory_xact_lock(hashtext('tollgate.rights'))")
    for (const statement of await missingStatements(client, role)) await client.query(statement)
    await client.query('commit')
  } finally {
    await client.end()
  }
}

async function missingStatements(client: pg.Client, role: string): Promise<string[]> {
  const name = pg.escapeIdentifier(role)
  const held = PRIVILEGES.map((one) => `has_table_privilege($1, c.oid, '${one}') as "${one}"`).join(', ')
  // Partitions are reached through their parents alone.
  const { rows: tables } = await client.query<Record<Privilege, boolean> & { table: string }>(
    `select c.relname as "table", ${held} from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    [role],
  )
  const { rows: sequences } = await client.query<{ sequence: string }>(
    `select c.relname as sequence from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
        and (not has_sequence_privilege($1, c.oid, 'USAGE') or not has_sequence_privilege($1, c.oid, 'SELECT')) order by 1`,
    [role],
  )
  const { rows: more } = await client.query<{ schema: boolean; creates: boolean; temporary: boolean; functions: boolean[] }>(
    `select has_schema_privilege($1, 'public', 'USAGE') as schema, has_schema_privilege($1, 'public', 'CREATE') as creates,
            has_database_privilege($1, current_database(), 'TEMPORARY') as temporary,
            array(select has_function_privilege($1, f, 'EXECUTE') from unnest($2::text[]) f) as functions`,
    [role, FUNCTIONS],
  )
  const now = more[0]
  const { rows: database } = await client.query<{ name: string }>('select current_database() as name')
  return [
    ...tables.flatMap((row) => {
      const wanted = rightsOn(row.table)
      if (PRIVILEGES.every((one) => row[one] === wanted.includes(one))) return []
      const table = `public.${pg.escapeIdentifier(row.table)}`
      const revoke = `revoke all on table ${table} from ${name}`
      return wanted.length === 0 ? [revoke] : [revoke, `grant ${wanted.join(', ')} on table ${table} to ${name}`]
    }),
    ...sequences.map(({ sequence }) => `grant usage, select on sequence public.${pg.escapeIdentifier(sequence)} to ${name}`),
    ...(now?.schema ? [] : [`grant usage on schema public to ${name}`]),
    ...(now?.creates ? ['revoke create on schema public from public', `revoke create on schema public from ${name}`] : []),
    ...(now?.temporary
      ? [`revoke temporary on database ${pg.escapeIdentifier(database[0]?.name ?? '')} from public, ${name}`]
      : []),
    ...FUNCTIONS.filter((_, i) => !now?.functions[i]).map((one) => `grant execute on function public.${one} to ${name}`),
  ]
}

type Asks = { $queryRawUnsafe<T>(sql: string): Promise<T> }

/** True where the role this client is signed in as could not change a closed statement even if its triggers were not there. */
export async function isHeldByRights(db: Asks): Promise<boolean> {
  const rows = await db.$queryRawUnsafe<{ held: boolean }[]>(
    `select not bool_or(has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE') or has_table_privilege(c.oid, 'TRUNCATE')
              or pg_has_role(c.relowner, 'MEMBER')) as held
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname in ('${KEPT.join("', '")}')`,
  )
  return rows[0]?.held ?? false
}

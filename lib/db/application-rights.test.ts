/** Whatever SQL the process could be made to run: what is closed stays as it is, and so does what guards it. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { grantApplicationRights, isHeldByRights, rightsOn } from '@/lib/db/application-rights'
import { createDatabase, type Database } from '@/lib/db/client'
import { applicationUser } from '@/lib/db/postgres-cluster'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let database: TestDatabase
let owner: SqlPool
let application: SqlPool
let db: Database
const [statementId, tenantId] = [randomUUID(), randomUUID()]
const [reratingId, proposedId, runId, commitmentId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]

const statement = (id: string, month: string, version = 1, tenant = tenantId) =>
  `insert into statements (id, number, tenant_id, month, version, tenant_name, cost_centre, time_zone, closed_at, closed_by, missing)
   values ('${id}', (select coalesce(max(number), 0) + 1 from statements), '${tenant}', '${month}', ${version}, 'Acme', 'CC', 'UTC', now(), 'me', '{}')`
const line = (id: string) =>
  `insert into statement_lines (statement_id, kind, day, product_id, product_name, subscription_id, subscription_name, currency, calls, unpriced,
     input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_in_tokens, audio_out_tokens, images, cost_nano, saved_nano)
   values ('${id}', 'direct', '2026-09-03', '${id}', 'p', '${id}', 's', 'USD', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0)`
const rerating = (id: string) =>
  `insert into reratings (id, model, from_time, to_time, reason, records, created_at, created_by)
   values ('${id}', 'm', '2026-09-01', '2026-10-01', 'wrong', 1, now(), 'me')`
const reratingLine = (id: string) =>
  `insert into rerating_lines (rerating_id, tenant_id, day, product_id, subscription_id, model, currency, calls, priced, old_nano, new_nano)
   values ('${id}', '${id}', '2026-09-03', '${id}', '${id}', 'm', 'USD', 1, 0, 5, 4)`
const run = (id: string) =>
  `insert into commitment_runs (id, commitment_id, from_time, to_time, version, created_at)
   values ('${id}', '${commitmentId}', '2026-09-03', '2026-09-04', 1, now())`
const share = (id: string) =>
  `insert into commitment_shares (run_id, commitment_id, tenant_id, day, is_used, cost_nano)
   values ('${id}', '${commitmentId}', '${id}', '2026-09-03', false, 5)`
const entry = `insert into audit_entries (version, at, actor_kind, actor_name, address, action, noun, after, digest, hash)
  values (900001, now(), 'user', 'Ann', '10.0.0.1', 'tenants.create', 'tenant', '{"name": "Acme", "by": ["Ann", 1]}', sha256(''), sha256(''))`

beforeAll(async () => {
  database = await createTestDatabase()
  owner = createSqlPool(database.url, { max: 1 })
  application = createSqlPool(database.applicationUrl, { max: 1 })
  db = createDatabase(database.applicationUrl, { max: 1 })
  // The application closes months and writes its trail by itself.
  await application.query(`begin; ${statement(statementId, '2026-09-01')}; ${line(statementId)}; commit`)
  await application.query(entry)
  await application.query(`begin; ${rerating(reratingId)}; ${reratingLine(reratingId)}; commit`)
  await application.query(`update reratings set state = 'booked' where id = '${reratingId}'`)
  await application.query(`begin; ${rerating(proposedId)}; ${reratingLine(proposedId)}; commit`)
  await application.query(`insert into tenants (id, name, cost_centre, currency) values ('${tenantId}', 'Acme', 'CC', 'USD')`)
  await application.query(`insert into backends (id, name, provider, base_url) values ('${tenantId}', 'b', 'openai', 'http://b')`)
  await application.query(
    `insert into commitments (id, name, backend_id, currency, units, hourly_nano, per_minute, output_weight, from_time, until_time, owner_id, idle_rule, created_at)
     values ('${commitmentId}', 'c', '${tenantId}', 'USD', 1, 5, 1, 1, '2026-09-03', '2026-09-04', '${tenantId}', 'central', now())`,
  )
  await application.query(`begin; ${run(runId)}; ${share(runId)}; commit`)
})
afterAll(async () => {
  await Promise.all([owner?.end(), application?.end(), db?.$disconnect()])
  await database?.close()
})

const kept = ['statements', 'statement_lines', 'statement_reopenings', 'audit_entries', 'audit_erasures', 'audit_heads']
const contents = async () => {
  const rows = []
  for (const table of kept) rows.push((await owner.query(`select to_jsonb(t)::text as row from ${table} t order by 1`)).rows)
  return rows
}

describe('the role of the application is refused', () => {
  const forbidden = [
    ...kept.flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table}`,
      `truncate ${table} cascade`,
      `drop table ${table} cascade`,
      `alter table ${table} disable trigger all`,
      `alter table ${table} disable trigger user`,
      `alter table ${table} rename to elsewhere`,
      `alter table ${table} owner to current_user`,
      `alter table ${table} add column more int`,
      `create rule quiet as on insert to ${table} do instead nothing`,
      `create trigger more before insert on ${table} for each row execute function refuse_later_line()`,
      `create index on ${table} ((1))`,
    ]),
    `update statements set tenant_name = 'x'`,
    `update statements set tenant_name = 'x' where false`,
    `update statement_lines set cost_nano = 0`,
    `update statement_reopenings set reason = 'x'`,
    `update audit_entries set actor_name = 'x'`,
    `update audit_erasures set version = 0`,
    `update audit_heads set version = 0`,
    `update prices set input_nano = 0`,
    `delete from prices`,
    `update exchange_rates set rate_nano = 1`,
    `update price_contracts set name = ''`,
    `delete from rerating_lines`,
    `update reconciliation_lines set cost_nano = 0`,
    `select * from statements for update`,
    `insert into statements select * from statements on conflict (id) do update set tenant_name = 'x'`,
    `merge into statement_lines l using statements s on s.id = l.statement_id when matched then delete`,
    line(statementId),
    reratingLine(reratingId),
    reratingLine(proposedId),
    share(runId),
    share(randomUUID()),
    `begin; update reratings set state = 'booked' where id = '${proposedId}'; ${reratingLine(proposedId)}; commit`,
    `begin; create temp table statements as select * from public.statements; ${line(statementId)}; commit`,
    `set session_replication_role = replica`,
    `set role tollgate`,
    `set session authorization tollgate`,
    `reset role; set role tollgate; delete from statements`,
    `alter role ${applicationUser} superuser`,
    `alter role ${applicationUser} in database postgres set session_replication_role = 'replica'`,
    `create role another login superuser`,
    `drop trigger statements_stay on statements`,
    `drop trigger statement_lines_come_with_it on statement_lines`,
    `drop function refuse_later_line() cascade`,
    `create or replace function refuse_later_line() returns trigger language plpgsql as $$ begin return new; end $$`,
    `alter function refuse_later_line() owner to current_user`,
    `create function public.mine() returns int language sql as 'select 1'`,
    `create table mine (id int)`,
    `create schema mine`,
    `create extension plpython3u`,
    `drop schema public cascade`,
    `copy statements to program 'cat'`,
    `copy statement_lines from '/etc/passwd'`,
    `alter system set session_replication_role = 'replica'`,
    `alter database postgres set session_replication_role = 'replica'`,
    `update pg_trigger set tgenabled = 'D'`,
    `delete from pg_class`,
    `select pg_read_file('/etc/passwd')`,
    `delete from usage_records`,
    `truncate usage_records`,
    `drop table usage_records`,
    `alter table usage_records detach partition usage_records_2026_10`,
    `delete from control_head`,
    `delete from _prisma_migrations`,
    `update _prisma_migrations set checksum = ''`,
    `select setval('statement_lines_id_seq', 1)`,
    `select setval('audit_entries_version_seq', 1)`,
  ]
  it.each(forbidden)('%s', async (sql) => {
    const before = await contents()
    const client = await application.connect()
    try {
      await expect(client.query(sql)).rejects.toMatchObject({
        code: expect.stringMatching(/^(42501|23001|42P01|55000|0A000|42P16)$/),
      })
    } finally {
      client.release(true)
    }
    expect(await contents()).toEqual(before)
  })

  it('a second statement for a month that is closed, but not one after it was re-opened', async () => {
    const tenant = randomUUID()
    const first = randomUUID()
    await application.query(statement(first, '2026-08-01', 1, tenant))
    await expect(application.query(statement(randomUUID(), '2026-08-01', 2, tenant))).rejects.toThrow('re-open it')
    await application.query(
      `insert into statement_reopenings (statement_id, at, by, reason) values ('${first}', now(), 'me', 'wrong')`,
    )
    await application.query(statement(randomUUID(), '2026-08-01', 2, tenant))
  })

  it('to write anything else than an erasure over an entry of the audit trail', async () => {
    const erase = (after: object, actorName = 'Ann', address: string | null = null, before: unknown = null) =>
      application.query('select erase_from_audit_entries($1::jsonb) as erased', [
        JSON.stringify([{ version: '900001', actorName, address, before, after }]),
      ])
    const whole = { name: 'Acme', by: ['Ann', 1] }
    await expect(erase({ ...whole, name: 'Other' })).rejects.toThrow('may only lose names')
    await expect(erase({ name: 'Acme' })).rejects.toThrow('may only lose names')
    await expect(erase({ ...whole, more: 1 })).rejects.toThrow('may only lose names')
    await expect(erase({ ...whole, by: ['Ann', '(erased)'] })).rejects.toThrow('may only lose names')
    await expect(erase({ ...whole, by: ['Ann'] })).rejects.toThrow('may only lose names')
    await expect(erase(whole, 'Bob')).rejects.toThrow('may only lose names')
    await expect(erase(whole, 'Ann', '10.9.9.9')).rejects.toThrow('may only lose names')
    await expect(erase(whole, 'Ann', null, { from: 'x' })).rejects.toThrow('may only lose names')
    expect((await erase({ ...whole, by: ['(erased)', 1] }, '(erased)')).rows).toEqual([{ erased: 1 }])
  })

  it('to take away the running month, or any table but the ledger’s', async () => {
    const expire = async (table: string, month: string) =>
      (await application.query('select expire_usage_partition($1, $2::date, false) as was', [table, month])).rows
    const running = new Date().toISOString().slice(0, 7)
    expect(await expire('usage_records', `${running}-01`)).toEqual([{ was: false }])
    await owner.query(`create table statement_lines_2020_01 () inherits (statement_lines)`)
    expect(await expire('statement_lines', '2020-01-01')).toEqual([{ was: false }])
    await owner.query(`drop table statement_lines_2020_01`)
  })
})

describe('the role of the application', () => {
  it('makes months of the ledger, writes to them, and takes old ones away', async () => {
    await application.query(`select ensure_usage_partitions('2024-03-01T00:00:00Z', 1)`)
    await application.query(
      `insert into call_traces (id, started_at, tenant_id, trace) values ('${tenantId}', '2024-03-02T00:00:00Z', '${tenantId}', '{}')`,
    )
    expect((await application.query('select count(*)::int as n from call_traces')).rows).toEqual([{ n: 1 }])
    const { rows } = await application.query(`select expire_usage_partition('call_traces', '2024-03-01', false) as was`)
    expect(rows).toEqual([{ was: true }])
    await application.query(`select expire_usage_partition('usage_records', '2024-03-01', true)`)
    await expect(application.query('select * from usage_records_2024_03_detached')).rejects.toThrow('permission denied')
  })

  it('is known to be held by its rights, and the owner not to be', async () => {
    expect(await isHeldByRights(db)).toBe(true)
    expect(await isHeldByRights(database.db)).toBe(false)
  })

  it('gets back what it should have, and loses what it should not', async () => {
    await owner.query(
      `create table later (id bigserial primary key); grant update, delete on statement_lines to ${applicationUser}`,
    )
    expect(await isHeldByRights(db)).toBe(false)
    await Promise.all([1, 2, 3].map(() => grantApplicationRights(database.url, applicationUser)))
    expect(await isHeldByRights(db)).toBe(true)
    await application.query('insert into later default values')
    await owner.query('drop table later')
    // Rights on a database are not copied with it: the template's clone had this one.
    await expect(application.query('create temp table mine (id int)')).rejects.toThrow('permission denied')
    // Who has nothing to give gets a warning and gives nothing.
    for (const table of kept) await application.query(`grant update, delete on ${table} to ${applicationUser}`)
    expect(await isHeldByRights(db)).toBe(true)
  })
})

test('a table of a later version may be written, one of an archived month not even read', () => {
  expect(rightsOn('something_new')).toEqual(['SELECT', 'INSERT', 'UPDATE', 'DELETE'])
  expect(rightsOn('usage_records_2024_01_detached_2')).toEqual([])
})

/**
 * The connection Prisma's schema engine migrates through. Prisma's own adapter splits scripts on `;` (functions break, a
 * failed migration stays half applied), cannot read some catalog types, and sends the shadow database's work to the real one.
 */
import { randomUUID } from 'node:crypto'
import {
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type Transaction,
} from '@prisma/driver-adapter-utils'
import pg from 'pg'

export type MigrationAdapterFactory = SqlMigrationAwareDriverAdapterFactory & {
  /** The engine never closes its connections, and with them its advisory lock: close them here. */
  close(): Promise<void>
}

export function createMigrationAdapterFactory(url: string): MigrationAdapterFactory {
  const pools = new Set<pg.Pool>()
  const open = (target: string) => {
    const pool = new pg.Pool({ connectionString: target, max: 1, connectionTimeoutMillis: 10_000, options: '-c timezone=UTC' })
    pool.on('error', () => {})
    pools.add(pool)
    return pool
  }
  const end = async (pool: pg.Pool) => {
    if (pools.delete(pool)) await pool.end()
  }
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => {
      const pool = open(url)
      return createAdapter(pool, () => end(pool))
    },
    connectToShadowDb: async () => {
      const name = `shadow_${randomUUID().replaceAll('-', '')}`
      const main = open(url)
      await main.query(`create database "${name}"`)
      const shadowUrl = new URL(url)
      shadowUrl.pathname = `/${name}`
      const pool = open(shadowUrl.toString())
      return createAdapter(pool, async () => {
        await end(pool)
        await main.query(`drop database if exists "${name}" with (force)`)
        await end(main)
      })
    },
    close: async () => {
      await Promise.all([...pools].map(end))
    },
  }
}

function createAdapter(pool: pg.Pool, dispose: () => Promise<void>): SqlDriverAdapter {
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    queryRaw: async (query) => {
      const { fields, rows } = await send(pool, query)
      return {
        columnNames: fields.map((field) => field.name),
        columnTypes: fields.map((field) => columnTypeOf(field.dataTypeID)),
        rows,
      }
    },
    executeRaw: async (query) => (await send(pool, query)).rowCount ?? 0,
    // One call, so one implicit transaction: a script is applied whole or not at all.
    executeScript: async (script) => {
      await pool.query(script).catch(fail)
    },
    startTransaction: () => Promise.reject<Transaction>(new Error('The schema engine opens no transactions.')),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose,
  }
}

function send(pool: pg.Pool, query: SqlQuery): Promise<pg.QueryArrayResult> {
  return pool.query({ text: query.sql, values: query.args, rowMode: 'array', types: { getTypeParser: parserOf } }).catch(fail)
}

function fail(error: unknown): never {
  const { code, message, severity, detail, column, hint } = error as pg.DatabaseError
  if (typeof code !== 'string' || typeof severity !== 'string') throw error
  throw new DriverAdapterError({
    kind: 'postgres',
    code,
    message,
    severity,
    detail,
    column,
    hint,
    originalCode: code,
    originalMessage: message,
  })
}

const types: Record<number, ColumnType> = {
  16: ColumnTypeEnum.Boolean,
  17: ColumnTypeEnum.Bytes,
  18: ColumnTypeEnum.Character,
  20: ColumnTypeEnum.Int64,
  21: ColumnTypeEnum.Int32,
  23: ColumnTypeEnum.Int32,
  26: ColumnTypeEnum.Int64,
  114: ColumnTypeEnum.Json,
  700: ColumnTypeEnum.Float,
  701: ColumnTypeEnum.Double,
  1002: ColumnTypeEnum.TextArray,
  1003: ColumnTypeEnum.TextArray,
  1005: ColumnTypeEnum.Int32Array,
  1007: ColumnTypeEnum.Int32Array,
  1009: ColumnTypeEnum.TextArray,
  1016: ColumnTypeEnum.Int64Array,
  1028: ColumnTypeEnum.Int64Array,
  1114: ColumnTypeEnum.DateTime,
  1184: ColumnTypeEnum.DateTime,
  1700: ColumnTypeEnum.Numeric,
  2950: ColumnTypeEnum.Uuid,
  3802: ColumnTypeEnum.Json,
}

function columnTypeOf(oid: number): ColumnType {
  return types[oid] ?? ColumnTypeEnum.Text
}

type Parse = (text: string) => unknown

const driverParser = pg.types.getTypeParser as (oid: number, format: 'text') => Parse

/** Instants as the engine reads them; int8 as text; arrays and bytes as the driver makes them; the rest stays text. */
function parserOf(oid: number): Parse {
  if (oid === 1114) return (text) => `${text.replace(' ', 'T')}+00:00`
  if (oid === 1184) return (text) => text.replace(' ', 'T').replace(/[+-]\d{2}(:\d{2})?$/, '+00:00')
  if (oid === 1003) return driverParser(1009, 'text')
  if (oid === 114 || oid === 3802 || oid === 20) return (text) => text
  return driverParser(oid, 'text')
}

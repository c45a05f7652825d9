/** Prisma's schema engine as WebAssembly: no download, no native binary. Loaded once per process, and only when needed. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { findProjectRoot } from '@/lib/base/project-root'
import { createMigrationAdapterFactory } from '@/lib/db/migration-adapter'

export type { SchemaEngine }

/** Runs work on an engine connected to a database; its connections, and its lock, are gone afterwards. */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine: Engine } = await loadEngine()
  const factory = createMigrationAdapterFactory(url)
  const bound = bindMigrationAwareSqlAdapterFactory(factory)
  try {
    const engine = await Engine.new({ datamodels: undefined }, () => {}, bound)
    return await work(engine)
  } catch (error) {
    throw readableError(error, (id) => bound.errorRegistry.consumeError(id)?.error)
  } finally {
    await factory.close()
  }
}

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: unknown): void }

const slot = Symbol.for('tollgate.schemaEngine')
const shared = globalThis as { [slot]?: Promise<EngineModule>; PRISMA_WASM_PANIC_REGISTRY?: { set_message(text: string): void } }

/** A second instance in one process would corrupt the first: the module's binding is global. */
function loadEngine(): Promise<EngineModule> {
  shared[slot] ??= instantiate()
  return shared[slot]
}

async function instantiate(): Promise<EngineModule> {
  shared.PRISMA_WASM_PANIC_REGISTRY ??= { set_message: () => {} }
  // Resolved from the project, not from this module: bundled, it is anywhere. The bundler is to leave the import alone.
  const entry = createRequire(path.join(findProjectRoot(), 'package.json')).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const loaded: unknown = await import(/* turbopackIgnore: true */ pathToFileURL(entry).href)
  const glue = loaded as EngineModule & WebAssembly.ModuleImports
  const bytes = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return glue
}

/** The engine names an error of the connection by number only; the error itself says what happened. */
function readableError(error: unknown, consume: (id: number) => unknown): unknown {
  const text = error instanceof Error ? error.message : String(error)
  const id = /id#(\d+)/.exec(text)?.[1]
  const cause = id === undefined ? undefined : consume(Number(id))
  return cause instanceof Error ? new Error(cause.message, { cause }) : error
}

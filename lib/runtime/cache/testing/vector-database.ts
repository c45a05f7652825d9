/** A PostgreSQL with pgvector, in this process: built for WebAssembly, for the one tests run on brings no extensions. It takes one connection at a time. */
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite/vector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

export type VectorDatabase = { url: string; close(): Promise<void> }

export async function startVectorDatabase({ hasVectors = true } = {}): Promise<VectorDatabase> {
  const db = await PGlite.create({ extensions: hasVectors ? { vector } : {} })
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' })
  await server.start()
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    async close() {
      await server.stop()
      await db.close()
    },
  }
}

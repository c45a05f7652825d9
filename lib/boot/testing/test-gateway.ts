/** A whole gateway in a test's process: a database of its own, the simulated providers, and an HTTP server with the fast door. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor } from '@/lib/access/actor'
import { parseEnv } from '@/lib/base/env'
import type { Running } from '@/lib/boot/running'
import { startTollgate } from '@/lib/boot/start'
import type { Answer, Api } from '@/lib/boot/testing/estate'
import { createTestDatabase } from '@/lib/db/testing/test-database'
import { TakenRequest } from '@/lib/gateway/doors/taken-request'
import type { Route } from '@/lib/http/route'
import { routes } from '@/lib/http/routes'
import { createSimulator, type Simulator } from '@/simulator/create-simulator'

export type TestGateway = {
  running: Running
  url: string
  simulator: Simulator
  api: Api
  dataDir: string
  close(): Promise<void>
}

/** `now` is the clock of calls and breakers, where a test wants its own. */
export async function startTestGateway(
  settings: Record<string, string> = {},
  now?: () => number,
  tokenFetch?: typeof globalThis.fetch,
): Promise<TestGateway> {
  const database = await createTestDatabase()
  const simulator = await createSimulator()
  const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-'))
  const urls = { DATABASE_URL: database.applicationUrl, DATABASE_OWNER_URL: database.url }
  const env = parseEnv({ ...urls, DATA_DIR: dataDir, LOG_LEVEL: 'silent', NODE_ENV: 'test', ...settings })
  const running = await startTollgate({ env, allowLoopback: true, knowsAddresses: true, now, tokenFetch })
  const server = createServer({ IncomingMessage: TakenRequest }, (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    running.nodeDoor(request, response, path, query)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    running,
    simulator,
    dataDir,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    api: operationApi,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await running.stop()
      await simulator.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The management API without HTTP: the same table of routes, called as the process itself. */
export const operationApi: Api = async (method, pathAndQuery, body, version) => {
  const [path = '', query] = pathAndQuery.split('?')
  for (const [pattern, methods] of Object.entries(routes)) {
    const params = match(pattern, path)
    const route = (methods as Partial<Record<string, Route>>)[method]
    if (!params || !route) continue
    const input = { ...Object.fromEntries(new URLSearchParams(query)), ...body, ...params } as never
    const call = version === undefined ? {} : { ifMatch: String(version) }
    return (await route.operation(systemActor('test'), input, call)) as Answer
  }
  throw new Error(`no operation answers ${method} ${path}`)
}

function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = value
    else if (part !== value) return null
  }
  return params
}

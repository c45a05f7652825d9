/** The simulated identity service on a port of its own, for tests; what it is asked is answered by `createEntra`, and by others where that has nothing to say. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEntra, type Entra, type EntraAnswer, type EntraRequest, type SimulatedApp } from './entra'

export type SimulatedIdentity = { url: string; entra: Entra; close(): Promise<void> }

export type Further = (request: EntraRequest, entra: Entra) => EntraAnswer | null

export async function startIdentity(
  apps: readonly SimulatedApp[] = [],
  further: readonly Further[] = [],
): Promise<SimulatedIdentity> {
  const entra = createEntra(apps)
  let url = ''
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await identityRequest(request, url)
    const given = entra.answer(asked) ?? first(further, asked, entra) ?? { status: 404, body: { error: 'not_found' } }
    response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
    response.end(JSON.stringify(given.body))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    entra,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A request of Node's as the simulated services read it. */
export async function identityRequest(request: IncomingMessage, origin: string): Promise<EntraRequest & { body: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { pathname, searchParams } = new URL(request.url ?? '/', origin)
  const body = Buffer.concat(chunks).toString('utf8')
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    header: (name) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
    form: new URLSearchParams(request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ? body : ''),
    body,
    origin,
  }
}

function first(further: readonly Further[], request: EntraRequest, entra: Entra): EntraAnswer | null {
  for (const one of further) {
    const answer = one(request, entra)
    if (answer) return answer
  }
  return null
}

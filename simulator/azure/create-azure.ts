/** A simulated Azure of its own, for tests: `createAzure()` → its URL, its instances, its levers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createEntra, type Entra, type SimulatedApp } from './identity/entra'
import { createLogs, type SimulatedLogs } from './logs/log-query'
import { createManagement, type Management } from './management'

export type SimulatedAzure = { url: string; entra: Entra; management: Management; logs: SimulatedLogs; close(): Promise<void> }

/** Management and sign-in under one address: only tokens of this sign-in, for this address, count. */
export type AzureDesk = {
  entra: Entra
  management: Management
  logs: SimulatedLogs
  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void
}

export function createDesk(apps: readonly SimulatedApp[], isEmpty?: (name: string) => boolean): AzureDesk {
  const entra = createEntra(apps)
  const management = createManagement(Date.now, isEmpty)
  const logs = createLogs()
  return {
    entra,
    management,
    logs,
    answer(request, body, response) {
      const origin = `http://${request.headers.host ?? 'localhost'}`
      const url = new URL(request.url ?? '/', origin)
      const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
      if (url.pathname.startsWith('/subscriptions/'))
        return management.answer(request, body, response, entra.isIssued(token, origin))
      const header = (name: string) => String(request.headers[name] ?? '') || undefined
      const form = new URLSearchParams(body.toString())
      const asked = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, header, form, origin }
      const given = logs.answer(url.pathname, body.toString(), entra.isIssued(token, origin)) ??
        entra.answer(asked) ?? { status: 404, body: { error: 'not_found' } }
      response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers })
      response.end(JSON.stringify(given.body))
    },
  }
}

export async function createAzure(apps: readonly SimulatedApp[] = [], port = 0): Promise<SimulatedAzure> {
  const desk = createDesk(apps)
  const sockets = new Set<Socket>()
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (request, response) => {
    readBody(request).then(
      (body) => desk.answer(request, body, response),
      () => response.destroy(),
    )
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    entra: desk.entra,
    management: desk.management,
    logs: desk.logs,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

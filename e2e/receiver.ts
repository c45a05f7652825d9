/** A receiver of webhooks on loopback, for tests: it keeps what it got, and can answer that it is down. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Receiver = {
  url: string
  seen: { headers: IncomingHttpHeaders; body: string }[]
  state: { status: number }
  close(): Promise<void>
}

export async function startReceiver(answer = ''): Promise<Receiver> {
  const seen: Receiver['seen'] = []
  const state = { status: 200 }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      seen.push({ headers: request.headers, body })
      response.writeHead(state.status, { 'content-type': 'application/json' }).end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The console's pages and its management API, as Next has built them. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

export type NextPlace = { isDev: boolean; hostname: string; port: number }
export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Resolves when pages can be answered. `server` is where their requests come from. */
export async function openNextPages(server: Server, { isDev, hostname, port }: NextPlace): Promise<Handler> {
  // Late: a gateway alone has no use for it.
  const { default: createNext } = await import('next')
  const app = createNext({ dev: isDev, hostname, port, dir: process.cwd(), httpServer: server })
  await app.prepare()
  const handle = app.getRequestHandler()
  if (isDev) server.on('upgrade', app.getUpgradeHandler())
  return (request, response) => {
    handle(request, response).catch(() => response.destroy())
  }
}

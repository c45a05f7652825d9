/**
 * A gateway in a process of its own, for tests and measurements with several: `node --import tsx … '{"DATABASE_URL": …}'`. Says
 * its port to whoever started it, and ends with it.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseEnv } from '@/lib/base/env'
import { startTollgate } from '@/lib/boot/start'

const env = parseEnv(JSON.parse(process.argv[2] ?? '{}'))
const running = await startTollgate({ env, allowLoopback: true, knowsAddresses: true })
const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  running.nodeDoor(request, response, path, query)
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.once('disconnect', () => {
  server.closeAllConnections()
  server.close()
  void running.stop().finally(() => process.exit(0))
})

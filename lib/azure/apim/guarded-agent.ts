/** The way out to Azure: each connection is checked, whatever a name resolves to by then. */
import * as http from 'node:http'
import * as https from 'node:https'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import { controlPorts } from '@/lib/control/control-ports'

export function azureAgent(protocol: string): http.Agent {
  return protocol === 'http:' ? plain : encrypted
}

const plain = guard(new http.Agent({ keepAlive: true, maxSockets: 32 }))
const encrypted = guard(new https.Agent({ keepAlive: true, maxSockets: 32 }))

function guard<A extends http.Agent>(agent: A): A {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const ports = controlPorts()
    checkOutgoingHost({ ports }, options.host ?? 'localhost', 'managementUrl', 'Azure')
    return connect({ ...options, lookup: ports.checkedLookup }, callback)
  }
  return agent
}

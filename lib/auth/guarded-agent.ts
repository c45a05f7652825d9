/**
 * The way out to a sign-in provider. Its discovery document names further addresses, and its name may lead anywhere by the time it
 * is resolved: so each connection is checked, and none leaves the protocol of the issuer.
 */
import * as http from 'node:http'
import * as https from 'node:https'
import { checkOutgoingHost } from '@/lib/control/backends/backend-address'
import { controlPorts } from '@/lib/control/control-ports'

/** Node refuses a request of one protocol by the agent of another. */
export function guardedAgent(protocol: string): http.Agent {
  return protocol === 'http:' ? plain : encrypted
}

const plain = guard(new http.Agent())
const encrypted = guard(new https.Agent())

function guard<A extends http.Agent>(agent: A): A {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const ports = controlPorts()
    checkOutgoingHost({ ports }, options.host ?? 'localhost', 'issuer', 'The provider')
    return connect({ ...options, lookup: ports.checkedLookup }, callback)
  }
  return agent
}

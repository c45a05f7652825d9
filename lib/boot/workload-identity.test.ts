/** A workload of Kubernetes: its federated token for one of Entra ID's, by the official package, over TLS as that insists on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createManagedIdentity } from '@/lib/azure/identity/managed-identity'
import { setLibraryEnv } from '@/lib/base/env'
import { authority, serverCertificate, serverKey } from '@/lib/boot/testing/certificates'
import { createEntra, type Entra, simulatedTenantId } from '@/simulator/azure/identity/entra'
import { identityRequest } from '@/simulator/azure/identity/start-identity'

const FEDERATED = 'header.planted-federated-token.signature'
const resource = 'https://cognitiveservices.azure.com'
const directory = mkdtempSync(path.join(tmpdir(), 'workload-'))
const assertions: (string | null)[] = []
let entra: Entra
let server: Server
// The package makes agents of its own: what all of them trust is said where they connect.
const connections = Agent.prototype as unknown as { createConnection(options: object, ...rest: unknown[]): unknown }
const usual = connections.createConnection

beforeAll(async () => {
  entra = createEntra([{ clientId: 'workload', secret: 'not used' }])
  server = createServer({ cert: serverCertificate, key: serverKey }, async (request, response) => {
    const asked = await identityRequest(request, `https://${request.headers.host}`)
    if (asked.method === 'POST') assertions.push(asked.form.get('client_assertion'))
    const given = entra.answer(asked) ?? { status: 404, body: {} }
    response.writeHead(given.status, { 'content-type': 'application/json' }).end(JSON.stringify(given.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  connections.createConnection = function (options, ...rest) {
    return usual.call(this, { ...options, ca: authority }, ...rest)
  }
  const file = path.join(directory, 'token')
  writeFileSync(file, FEDERATED)
  setLibraryEnv('AZURE_AUTHORITY_HOST', `https://127.0.0.1:${(server.address() as AddressInfo).port}`)
  setLibraryEnv('AZURE_TENANT_ID', simulatedTenantId)
  setLibraryEnv('AZURE_CLIENT_ID', 'workload')
  setLibraryEnv('AZURE_FEDERATED_TOKEN_FILE', file)
})
afterAll(async () => {
  connections.createConnection = usual
  rmSync(directory, { recursive: true, force: true })
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

it('exchanges the token of its file for one of the resource, once, and asks no endpoint of machines', async () => {
  const identity = createManagedIdentity(Date.now)
  const tokens = await Promise.all(Array.from({ length: 5 }, () => identity.get({ clientId: 'workload', resource })))
  expect(new Set(tokens).size).toBe(1)
  expect(entra.isIssued(tokens[0] ?? '', resource)).toBe(true)
  expect(assertions).toEqual([FEDERATED])
  expect(entra.asked.managed).toBe(0)
})

it('gets none for a client Entra ID does not know, and its failure quotes no token', async () => {
  const failure = await Promise.resolve(createManagedIdentity(Date.now).get({ clientId: 'stranger', resource })).catch(String)
  expect(failure).toContain('AADSTS700016')
  expect(failure).not.toContain('planted')
})

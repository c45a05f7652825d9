/** This host's identity as machines, containers and Kubernetes have it, by the official package and the simulated endpoints. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createManagedIdentity } from '@/lib/azure/identity/managed-identity'
import { setLibraryEnv } from '@/lib/base/env'
import { type SimulatedIdentity, startIdentity } from '@/simulator/azure/identity/start-identity'

const resource = 'https://cognitiveservices.azure.com'
let service: SimulatedIdentity
let nowMs = Date.now()

beforeAll(async () => {
  service = await startIdentity()
  // Where the package looks for a virtual machine's endpoint instead of its link-local address.
  setLibraryEnv('AZURE_POD_IDENTITY_AUTHORITY_HOST', service.url)
})
afterAll(() => service?.close())

describe('the identity of a virtual machine', () => {
  it('gets a token for a resource, asked for once by all who wait', async () => {
    const identity = createManagedIdentity(() => nowMs)
    const before = service.entra.asked.managed
    const tokens = await Promise.all(Array.from({ length: 10 }, () => identity.get({ clientId: null, resource })))
    expect(new Set(tokens).size).toBe(1)
    expect(service.entra.isIssued(tokens[0] ?? '', resource)).toBe(true)
    expect(service.entra.asked.managed).toBe(before + 1)
    expect(identity.get({ clientId: null, resource })).toBe(tokens[0])
  })

  it('of one user-assigned identity is not that of another', async () => {
    const identity = createManagedIdentity(() => nowMs)
    const [one, two] = await Promise.all(['id-one', 'id-two'].map((clientId) => identity.get({ clientId, resource })))
    expect([subjectOf(one), subjectOf(two)]).toEqual(['id-one', 'id-two'])
  })

  it('serves the token it has while the endpoint is away', async () => {
    const identity = createManagedIdentity(() => nowMs)
    const ask = { clientId: 'id-three', resource }
    const token = await identity.get(ask)
    service.entra.isUp = false
    nowMs += 3_400_000
    expect(identity.get(ask)).toBe(token)
    service.entra.isUp = true
  })
})

function subjectOf(token = ''): unknown {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub?: unknown }).sub
}

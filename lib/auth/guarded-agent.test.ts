import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import { get as getEncrypted } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openIdConfig } from '@/lib/auth/openid-providers'
import { provideControl } from '@/lib/control/control-ports'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { isHostAllowed } from '@/lib/runtime/upstream/allowed-address'
import { checkedLookup } from '@/lib/runtime/upstream/checked-lookup'

let control: TestControl
let server: Server
let port: number
let heard = 0

beforeAll(async () => {
  control = await startTestControl()
  server = createServer((_, response) => {
    heard++
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  heard = 0
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await control.close()
})

function allow(networks: string[]): void {
  provideControl({
    ...control.ports,
    refuseAddress: (host) => (isHostAllowed(host, networks) ? null : 'It is a private address.'),
    checkedLookup: checkedLookup(networks),
  })
}

/** What comes of a request to `url`, made as the sign-in by this issuer makes it. */
async function reach(issuer: string, url: string): Promise<number | string> {
  const fields = {
    id: 'oidc',
    name: 'Okta',
    kind: 'oidc' as const,
    clientId: 'tollgate',
    clientSecret: null,
    linksByEmail: false,
  }
  const { agent } = openIdConfig({ ...fields, issuer }).httpOptions ?? {}
  try {
    const request = url.startsWith('https:') ? getEncrypted(url, { agent }) : get(url, { agent })
    const [response] = await once(request, 'response')
    response.resume()
    return response.statusCode
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

describe('what a sign-in provider makes the server call', () => {
  it('is not a private address, whether it is written or what a name resolves to', async () => {
    allow([])
    expect(await reach('http://localhost', `http://127.0.0.1:${port}/token`)).toBe('backend.address_refused')
    expect(await reach('http://localhost', `http://localhost:${port}/token`)).toBe('TOLLGATE_ADDRESS')
    expect(await reach('https://id.example.com', `https://127.0.0.1:${port}/jwks`)).toBe('backend.address_refused')
    expect(await reach('https://id.example.com', `https://localhost:${port}/jwks`)).toBe('TOLLGATE_ADDRESS')
    expect(await reach('https://id.example.com', 'https://169.254.169.254/jwks')).toBe('backend.address_refused')
    expect(heard).toBe(0)
  })

  it('may be one the admin has opened, and stays encrypted where the issuer is', async () => {
    allow(['127.0.0.0/8', '::1/128'])
    expect(await reach('http://localhost', `http://127.0.0.1:${port}/token`)).toBe(200)
    expect(await reach('http://localhost', `http://localhost:${port}/token`)).toBe(200)
    expect(await reach('https://id.example.com', `http://127.0.0.1:${port}/token`)).toBe('ERR_INVALID_PROTOCOL')
    expect(heard).toBe(2)
  })
})

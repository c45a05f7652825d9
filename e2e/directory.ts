/** A real OpenID provider over a directory the test holds in its hands: people, and the groups they are in. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export type Person = { name: string; email: string; email_verified: boolean; groups?: string[] }

export type Directory = {
  issuer: string
  clientId: string
  clientSecret: string
  people: Map<string, Person>
  close(): Promise<void>
}

/** `redirectUrl` is where the product wants people back. */
export async function startDirectory(redirectUrl: string): Promise<Directory> {
  const people = new Map<string, Person>()
  const [clientId, clientSecret] = ['tollgate', randomUUID()]
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUrl],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    // The sign-in reads the id token, as Entra ID and most others write it.
    conformIdTokenClaims: false,
    cookies: { keys: [randomUUID()] },
    // Whoever is in no directory any more has no account.
    findAccount: (_context: unknown, sub: string) =>
      people.has(sub) ? { accountId: sub, claims: () => ({ sub, ...people.get(sub) }) } : undefined,
  })
  server.on('request', provider.callback())
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

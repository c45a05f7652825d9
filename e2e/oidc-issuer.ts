/** An OpenID provider on loopback that lets one person in without asking: enough of OpenID Connect for a real client. */
import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Issuer = { url: string; clientId: string; clientSecret: string; close(): Promise<void> }

type Asked = { nonce: string; challenge: string }

/** `person` is who everybody is that comes by. */
export async function startIssuer(person: { sub: string; email: string; name: string }): Promise<Issuer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [clientId, clientSecret] = ['tollgate', randomUUID()]
  const codes = new Map<string, Asked>()
  let url = ''

  const idToken = ({ nonce }: Asked) => {
    const nowS = Math.floor(Date.now() / 1000)
    const claims = { iss: url, aud: clientId, iat: nowS, exp: nowS + 300, nonce, email_verified: true, ...person }
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k' })}.${part(claims)}`
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey).toString('base64url')}`
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const asked = new URL(request.url ?? '/', url)
    const json = (value: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (asked.pathname === '/.well-known/openid-configuration') {
      return json({
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    }
    if (asked.pathname === '/jwks') {
      return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] })
    }
    if (asked.pathname === '/authorize') {
      const given = (name: string) => asked.searchParams.get(name) ?? ''
      const code = randomUUID()
      codes.set(code, { nonce: given('nonce'), challenge: given('code_challenge') })
      const back = new URL(given('redirect_uri'))
      back.searchParams.set('code', code)
      back.searchParams.set('state', given('state'))
      return response.writeHead(302, { location: back.href }).end()
    }
    if (asked.pathname !== '/token') return json({ error: 'not_found' }, 404)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const form = new URLSearchParams(body)
    const kept = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
    if (!kept || proof !== kept.challenge || request.headers.authorization !== basic) return json({ error: 'invalid_grant' }, 400)
    return json({ access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: idToken(kept) })
  }

  const server = createServer((request, response) => void answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    clientId,
    clientSecret,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

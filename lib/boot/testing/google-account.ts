/** A service account nobody has, and Google's token service as far as it knows that account. */
import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const accountEmail = 'gateway@my-project.iam.gserviceaccount.com'
export const accountKeyFile = JSON.stringify({
  type: 'service_account',
  project_id: 'my-project',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: accountEmail,
  // A key file may not say where its tokens come from.
  token_uri: 'http://169.254.169.254/token',
})
export const simulatedToken = 'ya29.simulated'

/** Gives a token for an assertion that is signed with the account's key, and counts how often it was asked. */
export function createTokenService(expiresInS = 3_600) {
  const asked: string[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    asked.push(String(input instanceof Request ? input.url : input))
    const body = new URLSearchParams(String(init?.body))
    const [head = '', claims = '', signature = ''] = (body.get('assertion') ?? '').split('.')
    const isSigned = createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), Buffer.from(signature, 'base64url'))
    const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string }
    if (!isSigned || iss !== accountEmail) return Response.json({ error: 'invalid_grant' }, { status: 400 })
    return Response.json({ access_token: simulatedToken, token_type: 'Bearer', expires_in: expiresInS })
  }
  return { fetch: fetch as typeof globalThis.fetch, asked }
}

import { expect, it } from 'vitest'
import { keyBesideToken, keyOfToken } from '@/lib/gateway/bearer/authenticate-token'
import { TokenMemo } from '@/lib/gateway/bearer/token-memo'
import type { KeyEntry } from '@/lib/gateway/catalog'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'

type Asked = Parameters<typeof keyOfToken>[0]

const claims = { iss: 'https://issuer.example', aud: 'api', sub: 'anna', exp: 5_000 }
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = `${encoded({ alg: 'RS256' })}.${encoded(claims)}.signature`

const trusted: TokenIssuer = {
  id: 'i',
  name: 'Issuer',
  issuer: claims.iss,
  keysUrl: 'https://issuer.example/old',
  audiences: ['api'],
  algorithms: ['RS256'],
  clientIds: [],
  requiredClaims: [],
  callers: [{ claim: null, value: '', subscriptionId: 's' }],
  modelRules: [],
  userClaim: 'sub',
  clockSkewMs: 0,
}

/** A gateway that trusts this issuer; only the old keys fit the token. */
function gateway() {
  const tokens = new TokenMemo()
  let checks = 0
  const ask = (issuer: TokenIssuer | null): Asked =>
    ({
      ports: {
        clock: { now: () => 1_000_000 },
        verifyToken: async (_: string, { keysUrl }: TokenIssuer) => {
          checks++
          return keysUrl?.endsWith('/old') ? { kind: 'good', claims } : { kind: 'bad', reason: 'The signature does not hold.' }
        },
      },
      state: { tokens },
      snapshot: {
        issuers: new Map(issuer ? [[issuer.issuer, issuer]] : []),
        findSubscription: () => ({ id: 's', product: { name: 'chat', accepts: 'token' } }),
      },
      call: { header: () => undefined },
    }) as unknown as Asked
  return { ask, checks: () => checks }
}

it('checks a signature once, however the rules change', async () => {
  const { ask, checks } = gateway()
  await keyOfToken(ask(trusted), token)
  await keyOfToken(ask({ ...trusted, clockSkewMs: 1_000 }), token)
  expect(checks()).toBe(1)
})

it.each<[string, Partial<TokenIssuer>]>([
  ['other keys', { keysUrl: 'https://issuer.example/new' }],
  ['other algorithms and keys', { algorithms: ['ES256'], keysUrl: 'https://issuer.example/new' }],
  ['a new trust under the same name', { id: 'j', keysUrl: 'https://issuer.example/new' }],
])('checks it again where its issuer has %s', async (_, change) => {
  const { ask, checks } = gateway()
  await keyOfToken(ask(trusted), token)
  await expect(keyOfToken(ask({ ...trusted, ...change }), token)).rejects.toMatchObject({ code: 'invalid_token' })
  expect(checks()).toBe(2)
})

it('refuses a token of an issuer that is trusted no longer', async () => {
  const { ask } = gateway()
  await keyOfToken(ask(trusted), token)
  expect(() => keyOfToken(ask(null), token)).toThrow(/not from an issuer/)
})

it('takes a token beside a key only where its issuer gives the caller that subscription, or names none', async () => {
  const { ask } = gateway()
  const key = (id: string) => ({ id: 'k', userId: null, models: null, subscription: { id }, product: {} }) as unknown as KeyEntry
  expect(await keyBesideToken(ask(trusted), key('s'), token)).toMatchObject({ id: 'k', claims })
  expect(() => keyBesideToken(ask(trusted), key('of another tenant'), token)).toThrow(/no rule of its issuer/)
  expect(await keyBesideToken(ask({ ...trusted, callers: [] }), key('of another tenant'), token)).toMatchObject({ id: 'k' })
})

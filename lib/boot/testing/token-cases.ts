/** Tokens of a sign-in provider, instead of a key and beside one: what every door takes and refuses. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { productWith, until } from '@/lib/boot/testing/limit-products'
import { type ConformanceCase, chat, type JsonReply, recordOf, send, type Target } from '@/lib/boot/testing/target'
import { encoded, makeSigningKey, signToken } from '@/simulator/azure/identity/signing-keys'
import { type SimulatedIdentity, startIdentity } from '@/simulator/azure/identity/start-identity'

type Made = {
  identity: SimulatedIdentity
  issuerId: string
  subscriptionId: string
  key: string
  productId: string
  productName: string
}
type Use = Made & {
  target: Target
  token(claims?: object): string
  call(headers: Record<string, string>, model?: string): Promise<JsonReply>
}

const AUDIENCE = 'api://tollgate'

/** A product of its own that a provider of its own gives to callers with the role `chat`. */
async function withIssuer(
  target: Target,
  product: object,
  issuer: (made: Omit<Made, 'issuerId'>) => object,
  run: (use: Use) => Promise<void>,
  limits: object[] = [],
): Promise<void> {
  const { api, estate } = target
  const identity = await startIdentity()
  try {
    const { key, productId } = await productWith(target, product, limits)
    const { items } = (await api('GET', `/subscriptions?productId=${productId}`)) as unknown as {
      items: { id: string; productName: string }[]
    }
    const [{ id: subscriptionId = '', productName = '' } = {}] = items
    const made = { identity, subscriptionId, key, productId, productName }
    const { id: issuerId } = await api('POST', '/token-issuers', {
      name: `issuer of ${productId}`,
      issuer: identity.entra.issuer(identity.url),
      audiences: [AUDIENCE],
      userClaim: 'oid',
      callers: [{ claim: 'roles', value: 'chat', subscriptionId }],
      ...issuer(made),
    })
    const token = (claims: object = {}) =>
      identity.entra.issue(identity.url, {
        aud: AUDIENCE,
        oid: 'anna',
        roles: ['chat'],
        preferred_username: 'anna@example.com',
        ...claims,
      })
    const call = (headers: Record<string, string>, model = estate.models.mini) =>
      send(target, 'POST', '/v1/chat/completions', headers, JSON.stringify(chat(model, 'hi', { max_tokens: 5 })))
    const refused = { authorization: `Bearer ${token({ aud: 'nobody' })}` }
    // Known once it refuses a token for its audience instead of its issuer.
    await until(async () => (await call(refused)).text.includes('(aud)'))
    await run({ ...made, issuerId, target, token, call })
    await api(
      'DELETE',
      `/token-issuers/${issuerId}`,
      undefined,
      ((await api('GET', `/token-issuers/${issuerId}`)) as { version: number }).version,
    )
  } finally {
    await identity.close()
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export const tokenCases: readonly ConformanceCase[] = [
  {
    name: 'a token instead of a key: its caller has the subscription of the rule, and is named on the record',
    run: (target) =>
      withIssuer(
        target,
        {},
        () => ({}),
        async ({ token, call, identity, subscriptionId }) => {
          const one = token()
          const answer = await call(bearer(one))
          assert.equal(answer.status, 200, answer.text)
          for (let i = 0; i < 5; i++) assert.equal((await call(bearer(one))).status, 200)
          assert.equal(identity.entra.asked.keys, 1)
          const record = await recordOf(target, answer.headers.get('x-request-id'))
          assert.equal(record.subscriptionId, subscriptionId)
          assert.equal(record.keyId, null)
          assert.match(String(record.tokenIssuer), /^issuer of/)
          assert.equal(record.userName, 'anna@example.com')
          for (const [path, headers] of [
            [`/openai/deployments/${target.estate.models.mini}/chat/completions?api-version=2024-10-21`, bearer(one)],
            ['/v1/models', bearer(one)],
          ] as const) {
            const more = path.startsWith('/v1')
              ? await send(target, 'GET', path, headers)
              : await send(target, 'POST', path, headers, JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] }))
            assert.equal(more.status, 200, more.text)
          }
        },
      ),
  },
  {
    name: 'tokens that are not good are refused by name, whatever they say of themselves',
    run: (target) =>
      withIssuer(
        target,
        {},
        () => ({ clientIds: ['app-1'], requiredClaims: [{ claim: 'scp', values: ['use'], match: 'any' }] }),
        async ({ token, call, identity }) => {
          const nowS = Math.floor(Date.now() / 1000)
          const usual = { azp: 'app-1', scp: 'read use' }
          const stranger = makeSigningKey('key-1')
          const { entra, url } = identity
          const claims = { iss: entra.issuer(url), aud: AUDIENCE, oid: 'anna', roles: ['chat'], exp: nowS + 600, ...usual }
          const [head, body] = token(usual).split('.')
          const published = (await (await fetch(`${url}/5f2b7c3e-0000-4000-8000-00000000aad0/discovery/v2.0/keys`)).json()) as {
            keys: object[]
          }
          const asSecret = `${encoded({ alg: 'HS256', kid: 'key-1', typ: 'JWT' })}.${encoded(claims)}`
          const secret = createHmac('sha256', JSON.stringify(published.keys[0])).update(asSecret).digest('base64url')
          const table: [string, string, number, string][] = [
            ['as it should be', token(usual), 200, ''],
            ['expired', token({ ...usual, exp: nowS - 120 }), 401, 'invalid_token'],
            ['not valid yet', token({ ...usual, nbf: nowS + 600 }), 401, 'invalid_token'],
            ['without an end', token({ ...usual, exp: undefined }), 401, 'invalid_token'],
            ['for somebody else', token({ ...usual, aud: 'api://other' }), 401, 'invalid_token'],
            ['of another issuer', token({ ...usual, iss: 'https://login.example' }), 401, 'invalid_token'],
            ['without a user', token({ ...usual, oid: undefined }), 401, 'invalid_token'],
            ['signed by a stranger under a known name', signToken(stranger, claims), 401, 'invalid_token'],
            ['signed by nobody', `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`, 401, 'invalid_token'],
            ['signed with the public key as a secret', `${asSecret}.${secret}`, 401, 'invalid_token'],
            ['of a key nobody publishes', signToken(makeSigningKey('key-9'), claims), 401, 'invalid_token'],
            [
              'with claims changed afterwards',
              `${head}.${encoded({ ...claims, roles: ['admin'] })}.${token(usual).split('.')[2]}`,
              401,
              'invalid_token',
            ],
            [
              'with a header that asks for more',
              signToken(stranger, claims, { crit: ['b64'], b64: false }),
              401,
              'invalid_token',
            ],
            [
              'that brings its own key',
              signToken(stranger, claims, { jwk: stranger.publicKey.export({ format: 'jwk' }) }),
              401,
              'invalid_token',
            ],
            ['that is none', `${head}.${body}`, 401, 'invalid_api_key'],
            ['of words', 'eyJ.a.b', 401, 'invalid_token'],
            ['of another application', token({ ...usual, azp: 'app-2' }), 403, 'token_not_allowed'],
            ['without a required claim', token({ ...usual, scp: 'read' }), 403, 'token_not_allowed'],
            ['that no rule gives anything', token({ ...usual, roles: ['other'] }), 403, 'token_not_allowed'],
            ['without the claim rules look at', token({ ...usual, roles: undefined }), 403, 'token_not_allowed'],
          ]
          for (const [name, given, status, code] of table) {
            const answer = await call(bearer(given))
            assert.equal(answer.status, status, `${name}: ${answer.text}`)
            if (code !== '') assert.equal(answer.headers.get('x-tollgate-code'), code, name)
            if (code === 'invalid_token') assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer error=/, name)
            const [, , signature = ''] = given.split('.')
            if (signature.length > 20) assert.ok(!answer.text.includes(signature), name)
          }
        },
      ),
  },
  {
    name: 'claims decide which models a token’s caller may use, and limits count by them',
    run: (target) =>
      withIssuer(
        target,
        {},
        () => ({
          modelRules: [
            { claim: 'roles', value: 'chat', models: [target.estate.models.embed] },
            { claim: 'roles', value: 'more', models: [target.estate.models.mini] },
          ],
        }),
        async ({ token, call }) => {
          assert.equal((await call(bearer(token()))).headers.get('x-tollgate-code'), 'model_not_allowed')
          const more = (department: string) => token({ roles: ['chat', 'more'], department })
          const models = await send(target, 'GET', '/v1/models', bearer(more('a')))
          assert.ok(models.text.includes(target.estate.models.mini), models.text)
          assert.equal((await call(bearer(more('a')))).status, 200)
          assert.equal((await call(bearer(more('a')))).status, 200)
          const third = await call(bearer(more('a')))
          assert.equal(third.headers.get('x-tollgate-code'), 'rate_limit_exceeded', third.text)
          // Another department has a counter of its own.
          assert.equal((await call(bearer(more('b')))).status, 200)
        },
        [{ measure: 'requests', window: { kind: 'rate', seconds: 3_600 }, amount: 2, countBy: { claim: 'department' } }],
      ),
  },
  {
    name: 'a product may ask for a token beside the key, or instead of it, or for a key alone',
    run: (target) =>
      withIssuer(
        target,
        {},
        () => ({}),
        async ({ token, call, key, productId }) => {
          const accepts = async (value: string) => {
            const { version } = await target.api('GET', `/products/${productId}`)
            await target.api('PATCH', `/products/${productId}`, { accepts: value }, version)
          }
          await accepts('key-and-token')
          await until(async () => (await call(bearer(key))).headers.get('x-tollgate-code') === 'token_required')
          const both = { 'api-key': key, ...bearer(token()) }
          assert.equal((await call(both)).status, 200)
          assert.equal((await call(bearer(token()))).headers.get('x-tollgate-code'), 'missing_api_key')
          assert.equal(
            (await call({ 'api-key': key, ...bearer(token({ exp: 1 })) })).headers.get('x-tollgate-code'),
            'invalid_token',
          )
          assert.equal(
            (await call({ 'api-key': `${key}x`, ...bearer(token()) })).headers.get('x-tollgate-code'),
            'invalid_api_key',
          )
          await accepts('key')
          await until(async () => (await call(bearer(token()))).headers.get('x-tollgate-code') === 'token_not_allowed')
          assert.equal((await call(bearer(key))).status, 200)
          await accepts('token')
          await until(async () => (await call(bearer(token()))).status === 200)
          assert.equal((await call(bearer(key))).headers.get('x-tollgate-code'), 'token_required')
        },
      ),
  },
  {
    name: 'a caller of several subscriptions names a product; who is trusted no longer is refused at once',
    run: (target) =>
      withIssuer(
        target,
        {},
        () => ({}),
        async ({ token, call, productName, issuerId, target: { api } }) => {
          const one = bearer(token())
          assert.equal((await call({ ...one, 'x-tollgate-product': productName })).status, 200)
          assert.equal(
            (await call({ ...one, 'x-tollgate-product': 'another' })).headers.get('x-tollgate-code'),
            'token_not_allowed',
          )
          const { version } = await api('GET', `/token-issuers/${issuerId}`)
          await api('PATCH', `/token-issuers/${issuerId}`, { isEnabled: false }, version)
          await until(async () => (await call(one)).status === 401)
        },
      ),
  },
]

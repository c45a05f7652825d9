import { describe, expect, it } from 'vitest'
import { createIssuerKeys } from '@/lib/runtime/tokens/issuer-keys'

const issuer = { issuer: 'https://issuer.example', keysUrl: null }
const key = (kid: string) => ({ kid, kty: 'RSA', n: 'x', e: 'AQAB' })

/** An issuer on the other side, and a clock. */
function world() {
  const at = { nowMs: 1_000_000, kids: ['a'], isUp: true, asked: 0 }
  const keys = createIssuerKeys(
    async (url) => {
      if (!at.isUp) throw new Error('away')
      if (url.endsWith('/.well-known/openid-configuration'))
        return { issuer: issuer.issuer, jwks_uri: 'https://issuer.example/keys' }
      at.asked++
      return { keys: at.kids.map(key) }
    },
    () => at.nowMs,
  )
  const kidsFor = async (kid: string) => (await keys.keysFor(issuer, kid)).map((one) => one.kid)
  return { at, keys, kidsFor }
}

describe('the keys of an issuer', () => {
  it('are asked for once, however many tokens need them', async () => {
    const { at, kidsFor } = world()
    await Promise.all(Array.from({ length: 100 }, () => kidsFor('a')))
    await kidsFor('a')
    expect(at.asked).toBe(1)
  })

  it('are asked for again when a token names a new one, but not for every made-up name', async () => {
    const { at, kidsFor } = world()
    await kidsFor('a')
    at.kids = ['b']
    at.nowMs += 29_000
    for (let i = 0; i < 50; i++) expect(await kidsFor(`made up ${i}`)).toEqual(['a'])
    expect(at.asked).toBe(1)
    at.nowMs += 2_000
    expect(await kidsFor('b')).toEqual(['b'])
    for (let i = 0; i < 50; i++) await kidsFor(`made up ${i}`)
    expect(at.asked).toBe(2)
  })

  it('are renewed after an hour behind the back of whoever asks, and stay while their issuer is away, for a day', async () => {
    const { at, kidsFor } = world()
    await kidsFor('a')
    at.nowMs += 3_600_001
    at.kids = ['a', 'b']
    expect(await kidsFor('a')).toEqual(['a'])
    await expect.poll(() => at.asked, { timeout: 20_000 }).toBe(2)
    expect(await kidsFor('b')).toEqual(['a', 'b'])
    at.isUp = false
    at.nowMs += 20 * 3_600_000
    expect(await kidsFor('a')).toEqual(['a', 'b'])
    at.nowMs += 5 * 3_600_000
    await expect(kidsFor('a')).rejects.toThrow('away')
    // Soon asked again: there is nothing at hand.
    at.isUp = true
    at.nowMs += 3_001
    expect(await kidsFor('a')).toEqual(['a', 'b'])
  })

  it('must be named by a document of that very issuer, and are never shared secrets', async () => {
    const documents: Record<string, unknown> = {
      'https://issuer.example/.well-known/openid-configuration': {
        issuer: 'https://somebody.else',
        jwks_uri: 'https://issuer.example/keys',
      },
      'https://plain.example/.well-known/openid-configuration': {
        issuer: 'https://plain.example',
        jwks_uri: 'http://plain.example/keys',
      },
      'https://direct.example/keys': {
        keys: [{ kid: 's', kty: 'oct', k: 'c2VjcmV0' }, { ...key('e'), use: 'enc' }, key('good')],
      },
      'https://empty.example/keys': {},
    }
    const keys = createIssuerKeys(async (url) => documents[url], Date.now)
    await expect(keys.keysFor(issuer, 'a')).rejects.toThrow('another issuer')
    const plain = { issuer: 'https://plain.example', keysUrl: null }
    await expect(keys.keysFor(plain, 'a')).rejects.toThrow('without TLS')
    const direct = { issuer: 'https://x', keysUrl: 'https://direct.example/keys' }
    expect((await keys.keysFor(direct, undefined)).map(({ kid }) => kid)).toEqual(['good'])
    await expect(keys.read({ issuer: 'https://y', keysUrl: 'https://empty.example/keys' })).rejects.toThrow('lists no keys')
  })
})

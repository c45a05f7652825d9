import { describe, expect, it } from 'vitest'
import { type Claims, claimText, claimValues } from '@/lib/policy/tokens/claims'
import { clientOf, denialOfToken, modelsOf, subscriptionsOf } from '@/lib/policy/tokens/judge-token'
import type { TokenIssuer } from '@/lib/policy/tokens/token-issuer'
import { tokenUserId } from '@/lib/policy/tokens/token-user'

const NOW_S = 1_800_000_000
const issuer: TokenIssuer = {
  id: 'i',
  name: 'Entra',
  issuer: 'https://login.example/v2.0',
  keysUrl: null,
  audiences: ['api://gateway', 'other'],
  algorithms: ['RS256'],
  clientIds: [],
  requiredClaims: [],
  callers: [],
  modelRules: [],
  userClaim: 'oid',
  clockSkewMs: 60_000,
}
const good: Claims = { iss: issuer.issuer, aud: 'api://gateway', exp: NOW_S + 600, nbf: NOW_S - 5, oid: 'anna' }

const judge = (claims: object, more: Partial<TokenIssuer> = {}) =>
  denialOfToken({ ...issuer, ...more }, { ...good, ...claims }, NOW_S * 1000)?.kind ?? 'taken'

describe('a token whose signature holds', () => {
  it.each([
    ['as it should be', {}, {}, 'taken'],
    ['expired', { exp: NOW_S - 61 }, {}, 'invalid'],
    ['expired within the skew of clocks', { exp: NOW_S - 59 }, {}, 'taken'],
    ['expired, and no skew is granted', { exp: NOW_S }, { clockSkewMs: 0 }, 'invalid'],
    ['without an end', { exp: undefined }, {}, 'invalid'],
    ['with an end that is a text', { exp: String(NOW_S + 600) }, {}, 'invalid'],
    ['not valid yet', { nbf: NOW_S + 61 }, {}, 'invalid'],
    ['valid soon, within the skew', { nbf: NOW_S + 59 }, {}, 'taken'],
    ['with an nbf that is no time', { nbf: 'soon' }, {}, 'invalid'],
    ['without nbf', { nbf: undefined }, {}, 'taken'],
    ['of another issuer', { iss: 'https://login.example' }, {}, 'invalid'],
    ['for somebody else', { aud: 'api://gateway2' }, {}, 'invalid'],
    ['for several, us among them', { aud: ['x', 'other'] }, {}, 'taken'],
    ['for nobody', { aud: undefined }, {}, 'invalid'],
    ['without a user', { oid: undefined }, {}, 'invalid'],
    ['of an application that may', { azp: 'app-1' }, { clientIds: ['app-1'] }, 'taken'],
    ['of an application that may, in the older form', { appid: 'app-1' }, { clientIds: ['app-1'] }, 'taken'],
    ['of another application', { azp: 'app-2' }, { clientIds: ['app-1'] }, 'not-allowed'],
    ['of no application', {}, { clientIds: ['app-1'] }, 'not-allowed'],
  ] as const)('%s', (_name, claims, more, verdict) => expect(judge(claims, more as Partial<TokenIssuer>)).toBe(verdict))

  it.each([
    ['any', ['a', 'z'], ['a', 'b'], 'taken'],
    ['any', ['z'], ['a', 'b'], 'not-allowed'],
    ['all', ['a', 'b'], ['b', 'a', 'c'], 'taken'],
    ['all', ['a', 'z'], ['a', 'b'], 'not-allowed'],
    ['any', ['a'], undefined, 'not-allowed'],
  ] as const)('that must have %s of %j and says %j is %s', (match, values, roles, verdict) => {
    expect(judge({ roles }, { requiredClaims: [{ claim: 'roles', values, match }] })).toBe(verdict)
  })

  it('gives its caller the subscription of the first rule that fits, and the models of all that fit', () => {
    const rules: TokenIssuer = {
      ...issuer,
      callers: [
        { claim: 'roles', value: 'research', subscriptionId: 's1' },
        { claim: 'tid', value: 't', subscriptionId: 's2' },
        { claim: null, value: '', subscriptionId: 's3' },
      ],
      modelRules: [
        { claim: 'scp', value: 'chat', models: ['mini'] },
        { claim: 'roles', value: 'research', models: ['large', 'mini'] },
      ],
    }
    expect(subscriptionsOf(rules, { roles: ['research'] })).toEqual(['s1', 's3'])
    expect(subscriptionsOf(rules, {})).toEqual(['s3'])
    expect(modelsOf(rules, { scp: 'read chat' })).toEqual(new Set(['mini']))
    expect(modelsOf(rules, { roles: 'research' })).toEqual(new Set(['large', 'mini']))
    expect(modelsOf(rules, {})).toEqual(new Set())
    expect(modelsOf(issuer, {})).toBeNull()
  })
})

describe('a claim', () => {
  it('is read by its name as it stands, and as a path', () => {
    expect(claimValues({ 'https://x.y/roles': ['a'] }, 'https://x.y/roles')).toEqual(['a'])
    expect(claimValues({ realm_access: { roles: ['a', 1, {}] } }, 'realm_access.roles')).toEqual(['a', '1'])
    expect(claimValues({}, 'constructor')).toEqual([])
    expect(claimValues({ a: {} }, 'a.__proto__')).toEqual([])
    expect(claimValues({ email_verified: true }, 'email_verified')).toEqual(['true'])
  })

  it('counts as one text, the same for the same set', () => {
    expect(claimText({ groups: ['b', 'a'] }, 'groups')).toBe('a,b')
    expect(claimText(null, 'groups')).toBe('')
    expect(claimText({ d: 'x'.repeat(1_000) }, 'd')).toHaveLength(128)
  })

  it('names the application in every issuer’s way', () => {
    expect(clientOf({ azp: 'a', appid: 'b' })).toBe('a')
    expect(clientOf({ client_id: 'c' })).toBe('c')
    expect(clientOf({})).toBeNull()
  })
})

it('gives a caller an id that is always the same, and no other caller’s', () => {
  expect(tokenUserId('i', 's')).toBe(tokenUserId('i', 's'))
  expect(tokenUserId('i', 's')).not.toBe(tokenUserId('is', ''))
  expect(tokenUserId('i', 's')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

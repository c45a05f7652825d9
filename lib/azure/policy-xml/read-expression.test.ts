import { describe, expect, it } from 'vitest'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'

const region = { kind: 'variable', name: 'region' }
const header = { kind: 'header', name: 'X-User-Region', fallback: 'eastus' }

describe('an expression of a policy', () => {
  it.each([
    ['plain', { kind: 'text', value: 'plain' }],
    ['@(context.Subscription.Id)', { kind: 'known', of: 'subscription' }],
    ['@(context.Subscription?.Id)', { kind: 'known', of: 'subscription' }],
    ['@(context.Subscription?.Id ?? "none")', { kind: 'known', of: 'subscription' }],
    ['@(context.Subscription?.Id ?? context.User?.Id)', null],
    ['@(context.Product.Id.ToString())', { kind: 'known', of: 'product' }],
    ['@(context.Request.IpAddress)', { kind: 'known', of: 'address' }],
    ['@(context.Request.Headers.GetValueOrDefault("X-User-Region", "eastus"))', header],
    ['@(context.Request.Headers["X"].First())', { kind: 'header', name: 'X', fallback: null }],
    ['@((string)context.Variables["region"])', region],
    ['@(context.Variables.GetValueOrDefault<string>("region"))', region],
    ['@(context.Request.MatchedParameters["deployment-id"])', { kind: 'parameter', name: 'deployment-id' }],
    [
      '@((string)context.Variables["region"] == "west")',
      { kind: 'compare', op: '==', left: region, right: { kind: 'text', value: 'west' } },
    ],
    [
      '@(context.Variables["region"].Equals("west"))',
      { kind: 'compare', op: '==', left: region, right: { kind: 'text', value: 'west' } },
    ],
    [
      '@(context.Response.StatusCode == 429 || context.Response.StatusCode >= 500)',
      {
        kind: 'any',
        parts: [
          { kind: 'compare', op: '==', left: { kind: 'known', of: 'status' }, right: { kind: 'number', value: 429 } },
          { kind: 'compare', op: '>=', left: { kind: 'known', of: 'status' }, right: { kind: 'number', value: 500 } },
        ],
      },
    ],
    [
      '@(context.Subscription.Id + "-" + context.Api.Id)',
      {
        kind: 'join',
        parts: [
          { kind: 'known', of: 'subscription' },
          { kind: 'text', value: '-' },
          { kind: 'known', of: 'api' },
        ],
      },
    ],
    [
      '@("Bearer " + (string)context.Variables["token"])',
      {
        kind: 'join',
        parts: [
          { kind: 'text', value: 'Bearer ' },
          { kind: 'variable', name: 'token' },
        ],
      },
    ],
    [
      '@(context.Request.Headers.GetValueOrDefault("Authorization","").AsJwt()?.Claims.GetValueOrDefault("oid"))',
      { kind: 'claim', name: 'oid' },
    ],
    ['@(((Jwt)context.Variables["jwt"]).Claims["appid"].FirstOrDefault())', { kind: 'claim', name: 'appid' }],
    ['@(!(context.Variables["region"] != "a" && true1))', null],
    ['@(context.Request.Body.As<JObject>()["model"])', null],
    ['@{ return 1; }', null],
    ['@(context.Subscription.Id', null],
    ['@(context.Subscription.Id).x', null],
    ['@(1 ? 2 : 3)', null],
  ])('%s', (text, tree) => {
    expect(readExpression(text)).toEqual(tree)
  })

  it('is bounded', () => {
    expect(readExpression(`@(${'('.repeat(300)}1${')'.repeat(300)})`)).toBeNull()
    expect(readExpression(`@("${'x'.repeat(5_000)}")`)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { type BasePath, BasePaths, callBelow, noBasePaths } from '@/lib/gateway/base-paths'
import type { Call } from '@/lib/gateway/call'

const base = (path: string, over: Partial<BasePath> = {}): BasePath => ({
  path,
  becomes: '/openai',
  keyHeader: 'x-key',
  keyQuery: 'subscription-key',
  ...over,
})

function called(path: string, of: BasePath, headers: Record<string, string> = {}, query = ''): Call {
  const call = {
    method: 'POST',
    path,
    query,
    header: (name: string) => headers[name],
    clientAddress: '',
    digests: null,
  } as unknown as Call
  return callBelow(of, call)
}

describe('base paths', () => {
  it('keep the certificate the caller has shown', () => {
    const call = { path: '/aoai/x', query: '', header: () => undefined } as unknown as Call
    expect(callBelow(base('/aoai'), { ...call, certificate: () => 'ab' }).certificate?.()).toBe('ab')
    expect(callBelow(base('/aoai'), call).certificate?.()).toBeNull()
  })

  it('finds the longest a path is below, whatever its case', () => {
    const bases = new BasePaths([base('/aoai'), base('/AOAI/Contoso'), base('/llm', { becomes: '/v1' })])
    expect(bases.find('/aoai/contoso/deployments/x')?.path).toBe('/aoai/contoso')
    expect(bases.find('/AOAI/other')?.path).toBe('/aoai')
    expect(bases.find('/llm/chat/completions')?.becomes).toBe('/v1')
    for (const path of ['/aoaix/y', '/aoai', '/', '', '/v1/chat/completions']) expect(bases.find(path)).toBeUndefined()
    expect(noBasePaths.find('/aoai/x')).toBeUndefined()
  })

  it('puts the base of the dialect in its place', () => {
    expect(called('/aoai/deployments/m/chat/completions', base('/aoai')).path).toBe('/openai/deployments/m/chat/completions')
    expect(called('/aoai/openai/deployments/m/chat/completions', base('/aoai')).path).toBe(
      '/openai/deployments/m/chat/completions',
    )
    expect(called('/llm/chat/completions', base('/llm', { becomes: '/v1' })).path).toBe('/v1/chat/completions')
    expect(called('/llm/v1/chat/completions', base('/llm', { becomes: '/v1' })).path).toBe('/v1/chat/completions')
  })

  it('reads the key where it was, and takes it out of the address', () => {
    const inHeader = called('/aoai/x', base('/aoai'), { 'x-key': 'one', authorization: 'Bearer dummy' })
    expect([inHeader.header('api-key'), inHeader.header('authorization')]).toEqual(['one', 'Bearer one'])
    const inQuery = called('/aoai/x', base('/aoai'), {}, 'api-version=1&Subscription-Key=two')
    expect([inQuery.header('api-key'), inQuery.query]).toEqual(['two', 'api-version=1'])
    const twice = called('/aoai/x', base('/aoai'), {}, 'Subscription-Key=one&a=1&subscription-key=two&subscription-key=three')
    expect([twice.header('api-key'), twice.query]).toEqual(['one', 'a=1'])
    const token = called('/aoai/x', base('/aoai'), { 'x-key': 'one', authorization: 'Bearer a.b.c' })
    expect(token.header('authorization')).toBe('Bearer a.b.c')
    const own = called('/aoai/x', base('/aoai'), { 'api-key': 'three' }, 'a=1')
    expect([own.header('api-key'), own.query]).toEqual(['three', 'a=1'])
  })
})

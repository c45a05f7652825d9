import { describe, expect, it } from 'vitest'
import { basePathCreate } from '@/lib/contracts/base-path'

const isTaken = (fields: Record<string, unknown>) => basePathCreate.safeParse({ becomes: '/openai', ...fields }).success

describe('a base path', () => {
  it.each(['/aoai/contoso', '/v1x', '/my/openai', '/a.b/c', '/setup-old'])('may be %s', (path) =>
    expect(isTaken({ path })).toBe(true),
  )

  it.each(['/v1', '/V1', '/openai', '/openai/deployments', '/openai/v1', '/anthropic', '/gemini', '/v1/chat'])(
    'takes %s from none of those who call this gateway',
    (path) => expect(isTaken({ path, becomes: path === '/anthropic' ? '/v1' : '/anthropic' })).toBe(false),
  )

  it.each(['/setup', '/reference/x', '/errors', '/icon.svg', '/api', '/..', '/.', '/x/../y', '/x/.'])(
    'is not %s, where the console is or a browser goes elsewhere',
    (path) => expect(isTaken({ path })).toBe(false),
  )

  it('may give a dialect further names of its key, and nothing else', () => {
    const own = { path: '/openai', becomes: '/openai' }
    expect(isTaken({ ...own, keyHeader: 'Ocp-Apim-Subscription-Key', keyQuery: 'subscription-key' })).toBe(true)
    expect(isTaken({ ...own, keyHeader: 'content-type' })).toBe(false)
    expect(isTaken({ ...own, keyQuery: 'api-version' })).toBe(false)
  })
})

import { expect, it } from 'vitest'
import type { Call } from './call'
import { requireTags, tagsOf } from './tags'

function callWith(tags: string | undefined): Call {
  return { header: (name: string) => (name === 'x-tollgate-tags' ? tags : undefined) } as Call
}

it('reads tags in the order of their names, each once', () => {
  expect(tagsOf(callWith('team=search, env=prod,,team=search'))).toEqual(['env=prod', 'team=search'])
  expect(tagsOf(callWith(undefined))).toEqual([])
  expect(tagsOf(callWith(' '))).toEqual([])
})

it.each([
  'team',
  '=x',
  'team=',
  'team="a"',
  'tëam=x',
  'a=b\u0000',
  `a=${'x'.repeat(65)}`,
  Array.from({ length: 9 }, (_, i) => `t${i}=x`).join(','),
  'a=b,'.repeat(100),
])('refuses %j, and keeps nothing of it', (header) => {
  expect(() => requireTags(callWith(header))).toThrow('x-tollgate-tags')
  expect(tagsOf(callWith(header))).toEqual([])
})

it('lets pass what it can read', () => {
  for (const header of [undefined, '', 'team=search', 'path=/v1/a:b@c.d', 'note=two words'])
    expect(() => requireTags(callWith(header))).not.toThrow()
})

import { expect, it } from 'vitest'
import { faultStatus } from '@/lib/base/fault-codes'
import { Fault } from '@/lib/base/faults'
import { findErrorPage, listErrorPages, readErrorTable } from '@/lib/http/error-pages'
import { problemResponse } from '@/lib/http/problem'

it('there is a page for every code of the management API, with its status, and each error names its own', async () => {
  for (const [code, status] of Object.entries(faultStatus)) {
    expect(findErrorPage(code)).toMatchObject({ code, status, plane: 'management' })
    const problem = (await problemResponse(new Fault(code as keyof typeof faultStatus), 'r').json()) as { type: string }
    expect(problem.type.endsWith(`/errors/${code}`)).toBe(true)
  }
})

it('no two codes share a name, and each says what it means and whether waiting helps', () => {
  const pages = listErrorPages()
  expect(new Set(pages.map(({ code }) => code)).size).toBe(pages.length)
  expect(pages.filter(({ meaning, waiting }) => meaning.length < 10 || waiting === '')).toEqual([])
  expect(pages.filter(({ plane }) => plane === 'gateway').length).toBeGreaterThan(20)
})

it('a row without advice is still a row, and other tables are not read', () => {
  const text = '## Here\n| `gone_away` | 499 | The caller hung up. | no | |\n| `x` | y |\n'
  expect(readErrorTable(text, 'gateway')).toEqual([
    {
      code: 'gone_away',
      status: 499,
      plane: 'gateway',
      group: 'Here',
      meaning: 'The caller hung up.',
      waiting: 'no',
      advice: '',
    },
  ])
})

import { expect, test } from 'vitest'
import { tableQuery } from '@/components/data-table/table-query'
import { queryString } from '@/lib/client/api-client'

const filters = [{ name: 'state', label: 'State' }]

test('a plain page asks for fifty rows in its own order', () => {
  expect(tableQuery({}, { filters, defaultSort: 'name' })).toEqual({ limit: 50, sort: 'name' })
})

test('search, filter, sort and place come from the URL; anything else in it is left alone', () => {
  const query = tableQuery(
    { search: 'ada', state: 'active', sort: '-createdAt', cursor: 'c1', columns: 'name', evil: '1' },
    { filters },
  )
  expect(queryString(query)).toBe('?limit=50&sort=-createdAt&search=ada&cursor=c1&state=active')
})

test('two tables of one page keep apart, and what is fixed stays', () => {
  const spec = { filters, fixed: { tenantId: 'ten_1' }, prefix: 'limits.' }
  expect(tableQuery({ search: 'other', 'limits.search': 'mine' }, spec)).toEqual({ limit: 50, tenantId: 'ten_1', search: 'mine' })
})

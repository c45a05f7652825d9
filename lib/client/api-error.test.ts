import { expect, test } from 'vitest'
import { ApiError, describeFailure } from '@/lib/client/api-error'

test('a refusal is told in the words of the server, with what to do', () => {
  const error = new ApiError(403, { title: 'Forbidden', detail: 'You may not do this.', code: 'access.denied' }, null)
  expect(describeFailure(error)).toMatchObject({
    title: 'You may not do this.',
    advice: expect.stringContaining('administrator'),
  })
})

test('a failure of the server names a reference, a broken connection says that nothing is lost', () => {
  expect(describeFailure(new ApiError(500, {}, 'req_1')).reference).toBe('Reference req_1')
  expect(describeFailure(new TypeError('Failed to fetch')).advice).toContain('Nothing you typed is lost')
})

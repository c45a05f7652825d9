import { expect, it } from 'vitest'
import { CallHangUp } from '@/lib/gateway/hang-up'
import type { GatewayPorts } from '@/lib/gateway/ports'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { tokenTarget } from '@/lib/gateway/steps/token-target'

const target = { backend: { name: 'b', credential: 'key file' } } as unknown as Target
const never = () => new Promise<string>(() => {})

function wait(accessTokenOf: GatewayPorts['accessTokenOf'], mostMs: number, hangUp = new CallHangUp()) {
  const errors: unknown[] = []
  const ports = { accessTokenOf, onInternalError: (error: unknown) => errors.push(error) } as unknown as GatewayPorts
  return { came: tokenTarget(ports, { call: { hangUp } } as unknown as Reserved, target, mostMs), errors }
}

it('sends the token and never the credential', async () => {
  expect(await wait(() => 'token', 60_000).came).toEqual({ target: { backend: { name: 'b', credential: 'token' } } })
})

it('waits no longer for a token than the call has', async () => {
  expect(await wait(never, 5).came).toEqual({ result: { error: 'timeout' }, failure: 'no access token in time' })
})

it('does not wait for a caller that has left, before or meanwhile', async () => {
  const left = { result: { error: 'aborted' }, failure: null }
  const hangUp = new CallHangUp()
  const { came } = wait(never, 60_000, hangUp)
  hangUp.hangUp()
  expect(await came).toEqual(left)
  expect(await wait(never, 60_000, hangUp).came).toEqual(left)
})

it('tells a token that was refused from one that nobody answered for', async () => {
  const refused = wait(() => Promise.reject(new Error('invalid_grant')), 60_000)
  expect(await refused.came).toEqual({ result: { status: 401, retryAfterMs: null }, failure: 'no access token' })
  expect(refused.errors).toHaveLength(1)
  const silent = wait(() => Promise.reject(new DOMException('late', 'TimeoutError')), 60_000)
  expect(await silent.came).toMatchObject({ result: { error: 'timeout' } })
})

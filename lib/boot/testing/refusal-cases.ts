/** Every way a call is refused before it costs anything: the right status, code and shape. */
import assert from 'node:assert/strict'
import type { Estate } from '@/lib/boot/testing/estate'
import { type ConformanceCase, chat, post, recordOf, seenUpstream, send, type Target } from '@/lib/boot/testing/target'

type Refused = {
  name: string
  status: number
  code: string
  key?: (estate: Estate) => string | null
  path?: string
  method?: string
  body?: (estate: Estate) => object | string
}

const refused: Refused[] = [
  { name: 'no key', status: 401, code: 'missing_api_key', key: () => null },
  { name: 'a key that was never issued', status: 401, code: 'invalid_api_key', key: () => 'tg_nonsense' },
  { name: 'a revoked key', status: 401, code: 'invalid_api_key', key: (estate) => estate.revoked.key },
  { name: 'an expired key', status: 401, code: 'key_expired', key: (estate) => estate.expired.key },
  {
    name: 'a key of a suspended subscription',
    status: 403,
    code: 'subscription_inactive',
    key: (estate) => estate.suspended.key,
  },
  {
    name: 'a key from a network it is not bound to',
    status: 403,
    code: 'network_not_allowed',
    key: (estate) => estate.elsewhere.key,
  },
  {
    name: 'a model outside the product',
    status: 404,
    code: 'model_not_allowed',
    body: (estate) => chat(estate.models.large, 'hi'),
  },
  { name: 'a model that does not exist', status: 404, code: 'model_not_allowed', body: () => chat('no-such-model', 'hi') },
  { name: 'an unknown path', status: 404, code: 'unknown_url', path: '/v1/nonsense' },
  { name: 'a surface that is not served', status: 404, code: 'unsupported_surface', path: '/v1/files' },
  { name: 'a wrong method', status: 405, code: 'method_not_allowed', path: '/v1/models' },
  { name: 'a body that is not JSON', status: 400, code: 'body_not_json', body: () => '{"model": ' },
  { name: 'a body that is a list', status: 400, code: 'body_not_json', body: () => '[]' },
  { name: 'no body', status: 400, code: 'body_not_json', body: () => '' },
  { name: 'a body nested beyond any sense', status: 400, code: 'body_not_json', body: () => '['.repeat(100_000) },
  {
    name: 'a body over the limit',
    status: 413,
    code: 'body_too_large',
    body: () => JSON.stringify({ pad: 'x'.repeat(11 * 1024 * 1024) }),
  },
  { name: 'no messages', status: 400, code: 'invalid_request', body: (estate) => ({ model: estate.models.mini }) },
  {
    name: 'a maximum that is no number',
    status: 400,
    code: 'invalid_request',
    body: (estate) => chat(estate.models.mini, 'hi', { max_tokens: 'many' }),
  },
  {
    name: 'a negative maximum',
    status: 400,
    code: 'invalid_request',
    body: (estate) => chat(estate.models.mini, 'hi', { max_tokens: -5 }),
  },
]

export const refusalCases: ConformanceCase[] = [
  ...refused.map(({ name, status, code, key, path, body }) => ({
    name: `refuses ${name} with ${status} ${code}`,
    run: async (target: Target) => {
      const { estate } = target
      const reply = await post(
        target,
        path ?? '/v1/chat/completions',
        key ? key(estate) : estate.open.key,
        body ? body(estate) : chat(estate.models.mini, 'hi'),
      )
      assert.equal(reply.status, status, reply.text)
      assert.equal(reply.body.error?.code, code)
      assert.match(reply.headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/)
    },
  })),
  {
    name: 'books a refused call of a known key, with its reason',
    async run(target) {
      const reply = await post(target, '/v1/chat/completions', target.estate.open.key, chat('no-such-model', 'hi'))
      const record = await recordOf(target, reply.headers.get('x-request-id'))
      assert.equal(record.outcome, 'refused')
      assert.equal(record.code, 'model_not_allowed')
      assert.equal(record.cost, '0')
    },
  },
  {
    name: 'never echoes the key it refuses',
    async run(target) {
      const reply = await post(target, '/v1/chat/completions', 'tg_a-secret-somebody-mistyped', chat('x', 'hi'))
      assert.equal(reply.text.includes('mistyped,'), true)
      assert.equal(reply.text.includes('tg_a-secret'), false)
    },
  },
  {
    name: 'does not let a second model key reach a model the key may not use',
    async run(target) {
      const { models, open } = target.estate
      const messages = '"messages":[{"role":"user","content":"smuggled-model"}]'
      const allowedFirst = await post(
        target,
        '/v1/chat/completions',
        open.key,
        `{"model":"${models.mini}","model":"${models.large}",${messages}}`,
      )
      assert.equal(allowedFirst.status, 404)
      const allowedLast = await post(
        target,
        '/v1/chat/completions',
        open.key,
        `{"model":"${models.large}","model":"${models.mini}",${messages}}`,
      )
      assert.equal(allowedLast.status, 200)
      const seen = await seenUpstream(target, 'smuggled-model')
      assert.ok(seen.length > 0)
      for (const { body, path } of seen) {
        assert.equal(body.includes(models.large), false)
        assert.equal(path.includes('large'), false)
      }
    },
  },
  {
    name: 'lets the path alone name the model on Azure deployments, whatever the body says',
    async run(target) {
      const { models, open } = target.estate
      const path = `/openai/deployments/${models.mini}/chat/completions?api-version=2024-10-21`
      const reply = await send(target, 'POST', path, { 'api-key': open.key }, JSON.stringify(chat(models.large, 'path-decides')))
      assert.equal(reply.status, 200, reply.text)
      const [seen] = await seenUpstream(target, 'path-decides')
      assert.match(seen?.path ?? '', /\/deployments\/chat-mini-0[12]\//)
      assert.equal(seen?.body.includes('"model"'), false)
    },
  },
]

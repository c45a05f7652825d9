/** Plants secrets wherever one can be given, makes everything talk at its loudest, and looks for them in all that was said. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { buildEstate } from '@/lib/boot/testing/estate'
import { chat, post, send, type Target } from '@/lib/boot/testing/target'
import { freePort, newDataDir, startProcess, waitUntilReady } from './tollgate-process'

test('no key, credential, password, token, prompt or answer reaches a log line, an answer of the API or a file in the clear', async () => {
  test.setTimeout(400_000)
  const dataDir = newDataDir()
  const tollgate = startProcess(['scripts/demo.mjs'], { port: await freePort(), dataDir, env: { LOG_LEVEL: 'trace' } })
  try {
    await waitUntilReady(tollgate)
    const { api, url } = tollgate
    const printed = tollgate.output().length
    const said: string[] = []
    const heard = async <T extends { text: string }>(reply: Promise<T>) => {
      const { text } = await reply
      said.push(text)
    }
    const estate = await buildEstate(api, 'http://127.0.0.1:1', 'planted')
    const target: Target = { url, simulatorUrl: '', api, estate }
    const credential = 'planted-credential-7d1f'
    const prompt = 'planted-prompt-93ab'
    const password = 'planted-password-55e0'
    const backend = {
      name: 'planted',
      provider: 'openai',
      baseUrl: 'http://127.0.0.1:1/v1',
      credential: { kind: 'api-key', value: credential },
    }
    const made = await api('POST', '/backends', backend)
    said.push(JSON.stringify(made))
    for (const call of [
      // Nothing listens at these backends: every attempt fails and is logged as it is.
      post(target, '/v1/chat/completions', estate.open.key, chat(estate.models.mini, prompt)),
      post(target, '/v1/chat/completions', estate.open.key, `{"broken ${prompt}`),
      post(target, '/v1/chat/completions', estate.revoked.key, chat(estate.models.mini, prompt)),
      post(target, `/v1/nothing?api-key=${estate.open.key}`, estate.open.key, {}),
      send(target, 'POST', '/api/auth/callback/credentials', {}, JSON.stringify({ email: 'admin@example.com', password })),
      send(target, 'POST', '/api/v1/backends', { authorization: 'Bearer tgm_planted-token-0c2d' }, JSON.stringify(backend)),
      send(
        target,
        'POST',
        '/api/v1/users',
        { authorization: `Bearer ${tollgate.demo().managementToken}` },
        JSON.stringify({ email: 'x', password }),
      ),
    ]) {
      await heard(call)
    }
    said.push(JSON.stringify(await api('POST', `/backends/${made.id}/test`)))
    for (const list of ['audit', 'backends', 'keys', 'calls', 'users', 'management-tokens', 'subscriptions'])
      said.push(JSON.stringify(await api('GET', `/${list}`)))
    // Long enough for flush, catalog snapshot and heartbeat to have written theirs.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const places = {
      answers: said.join('\n'),
      log: tollgate.output().slice(printed),
      files: readAll(dataDir),
    }
    const secrets = [
      credential,
      prompt,
      password,
      'planted-token',
      estate.open.key,
      estate.revoked.key,
      tollgate.demo().managementToken,
    ]
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) expect(text.includes(secret), `${secret.slice(0, 12)}… is in the ${place}`).toBe(false)
    }
  } finally {
    await tollgate.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
})

/** Everything the process wrote, but the demo's own hand-out (demo.json) and the secrets file, which are what they are. */
function readAll(directory: string): string {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !['demo.json', 'secrets.json', 'postgres.json'].includes(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => {
      try {
        return readFileSync(file, 'latin1')
      } catch {
        return ''
      }
    })
    .join('\n')
}

/** Every snippet the portal shows is run as it stands: the JavaScript by node, the shell's by a shell, each against a gateway. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { codeOf } from '@/components/playground/as-code'
import { bodyOf, firstSettings } from '@/components/playground/conversation'
import { KEY_NAME } from '@/components/snippets/snippet'
import { snippetsFor } from '@/components/snippets/snippet-text'
import { findProjectRoot } from '@/lib/base/project-root'
import { buildEstate, type Estate } from '@/lib/boot/testing/estate'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const run = promisify(execFile)
const kinds = [
  { kind: 'chat', capabilities: ['chat'], modelOf: (estate: Estate) => estate.models.mini, says: /hello/i },
  {
    kind: 'embeddings',
    capabilities: ['embeddings'],
    modelOf: (estate: Estate) => estate.models.embed,
    says: /embedding|dimensions/,
  },
]

let gateway: TestGateway
let estate: Estate
let folder: string

beforeAll(async () => {
  gateway = await startTestGateway()
  estate = await buildEstate(gateway.api, gateway.simulator.url, 'quickstart')
  folder = mkdtempSync(join(tmpdir(), 'tollgate-quickstart-'))
  // The packages a snippet imports are those of the project, as a reader's npm install would bring them.
  symlinkSync(join(findProjectRoot(), 'node_modules'), join(folder, 'node_modules'))
})

afterAll(async () => {
  await gateway?.close()
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => ({ NODE_ENV: 'test' as const, PATH: process.env.PATH, HOME: folder, [KEY_NAME]: estate.open.key })

describe.each(kinds)('the quickstart for $kind', ({ kind, capabilities, modelOf, says }) => {
  const idsOf = (language: string) =>
    snippetsFor('http://here', 'any', capabilities)
      .filter((snippet) => snippet.language === language)
      .map(({ id }) => id)
  const find = (id: string) => {
    const snippet = snippetsFor(gateway.url, modelOf(estate), capabilities).find((one) => one.id === id)
    if (!snippet) throw new Error(`no snippet is ${id}`)
    return snippet
  }

  it.each(idsOf('javascript'))('%s answers', { timeout: 120_000 }, async (id) => {
    const file = join(folder, `${kind}-${id}.mjs`)
    writeFileSync(file, find(id).code)
    const { stdout, stderr } = await run(process.execPath, [file], { env: environment(), cwd: folder })
    expect([stdout, stderr]).toEqual([expect.stringMatching(says), ''])
  })

  it.each(idsOf('shell'))('%s answers', { timeout: 120_000 }, async (id) => {
    const { code, run: check } = find(id)
    // What only sets the environment is proven by a call that reads it.
    const then =
      id === 'environment' ? 'curl "$OPENAI_BASE_URL/models" -H "Authorization: Bearer $OPENAI_API_KEY"' : (check ?? '')
    const script = `set -eu\n${code}\necho\n${then}`
    const { stdout } = await run('sh', ['-c', script], { env: environment(), cwd: folder })
    expect(stdout).toContain(modelOf(estate))
    if (id === 'curl') expect(stdout).toMatch(says)
  })
})

describe('a conversation of the playground, taken away as code,', () => {
  const settings = { ...firstSettings, system: 'Quote ’ and \\ "as they are".', temperature: '0.5' }
  const find = (id: string) => {
    const turn = { text: 'say it’s $HOME \\n "quoted" `code`', images: [], toolResults: {}, answers: [] }
    const body = bodyOf({ ...settings, models: [estate.models.mini] }, [turn], 0)
    return codeOf(gateway.url, body).find((snippet) => snippet.id === id)?.code ?? ''
  }

  it('answers from a shell as it stands', async () => {
    const { stdout } = await run('sh', ['-c', find('curl')], { env: environment(), cwd: folder })
    const text = [...stdout.matchAll(/^data: (\{.*)$/gm)]
      .map(([, data]) => JSON.parse(data ?? '{}').choices?.[0]?.delta?.content ?? '')
      .join('')
    expect(text).toBe('it’s $HOME \\n "quoted" `code`')
  })

  it('answers from node as it stands', { timeout: 120_000 }, async () => {
    const file = join(folder, 'playground.mjs')
    writeFileSync(file, find('openai-node'))
    const { stdout } = await run(process.execPath, [file], { env: environment(), cwd: folder })
    expect(stdout.trim()).toBe('it’s $HOME \\n "quoted" `code`')
  })
})

it('what an editor is given is a file it can read, with the address and the model in it', () => {
  const snippet = snippetsFor('https://ai.example.com', 'gpt-4o').find(({ id }) => id === 'ide')
  const { models } = parse(snippet?.code ?? '') as { models: Record<string, string>[] }
  expect(models[0]).toMatchObject({ apiBase: 'https://ai.example.com/v1', model: 'gpt-4o', provider: 'openai' })
})

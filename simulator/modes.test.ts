import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'
import { createSimulator, type Simulator } from './create-simulator'

let simulator: Simulator
let azure: AzureOpenAI
const question = { model: 'chat-mini-01', messages: [{ role: 'user' as const, content: '[tokens=200]' }] }

beforeAll(async () => {
  simulator = await createSimulator()
  azure = new AzureOpenAI({
    apiKey: 'sim-apimaoai01-key',
    endpoint: `${simulator.url}/apimaoai01`,
    apiVersion: '2024-10-21',
    maxRetries: 0,
  })
})

afterAll(() => simulator.close())
beforeEach(() => simulator.control.reset())

async function setMode(mode: object): Promise<Response> {
  const body = JSON.stringify(mode)
  return fetch(`${simulator.url}/_sim/resources/apimaoai01/mode`, { method: 'PUT', body })
}

test('the bill agrees with what was answered, by deployment and key', async () => {
  const answer = await azure.chat.completions.create(question)
  await azure.chat.completions.create(question)
  const { rows } = (await (await fetch(`${simulator.url}/_sim/tally`)).json()) as { rows: unknown[] }
  const [prompt, completion] = [answer.usage?.prompt_tokens ?? 0, answer.usage?.completion_tokens ?? 0]
  expect(rows).toEqual([
    expect.objectContaining({
      resource: 'apimaoai01',
      deployment: 'chat-mini-01',
      model: 'gpt-4o-mini',
      key: '-key',
      served: 2,
      promptTokens: 2 * prompt,
      completionTokens: 2 * completion,
    }),
  ])
})

test('a stream the caller leaves is billed as far as it got', async () => {
  simulator.control.setMode('apimaoai01', { mode: 'slow', ttfbMs: 0, chunkMs: 5 })
  const stream = await azure.chat.completions.create({ ...question, stream: true })
  let seen = 0
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content && ++seen === 10) break
  for (let i = 0; i < 2_000 && simulator.tally().length === 0; i++) await sleep(10)
  const [row] = simulator.tally()
  expect(row).toMatchObject({ served: 0, cut: 1 })
  expect(row?.completionTokens).toBeGreaterThanOrEqual(10)
  expect(row?.completionTokens).toBeLessThan(200)
})

test.each(['down', 'reset'] as const)('%s: the connection ends before an answer, for as many calls as said', async (mode) => {
  await setMode({ mode, times: 1 })
  await expect(azure.chat.completions.create(question)).rejects.toBeInstanceOf(OpenAI.APIConnectionError)
  await expect(azure.chat.completions.create(question)).resolves.toBeTruthy()
})

test('hang: no answer comes', async () => {
  await setMode({ mode: 'hang' })
  await expect(azure.chat.completions.create(question, { timeout: 200 })).rejects.toBeInstanceOf(OpenAI.APIConnectionTimeoutError)
})

test('die-mid-stream: some chunks arrive, then the line is dead', async () => {
  await setMode({ mode: 'die-mid-stream', afterChunks: 5 })
  const stream = await azure.chat.completions.create({ ...question, stream: true })
  let chunks = 0
  const read = async () => {
    for await (const _ of stream) chunks++
  }
  await expect(read()).rejects.toThrow()
  expect(chunks).toBe(5)
})

test('garbage: 200 with something else than JSON', async () => {
  await setMode({ mode: 'garbage' })
  await expect(azure.chat.completions.create(question)).rejects.toThrow()
})

test('status: 429 with the time to wait', async () => {
  await setMode({ mode: 'status', code: 429, retryAfter: 7 })
  const error = await azure.chat.completions.create(question).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ status: 429, code: '429' })
  expect((error as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('7')
})

test('a wrong mode is refused, an unknown resource not found', async () => {
  expect((await setMode({ mode: 'sleepy' })).status).toBe(422)
  expect((await fetch(`${simulator.url}/_sim/resources/nobody/mode`, { method: 'PUT' })).status).toBe(404)
})

test('requests are remembered as they arrived', async () => {
  await azure.chat.completions.create({ ...question, max_tokens: 9 })
  const [seen] = simulator.control.requests()
  expect(seen?.path).toBe('/apimaoai01/openai/deployments/chat-mini-01/chat/completions?api-version=2024-10-21')
  expect(JSON.parse(seen?.body ?? '')).toMatchObject({ max_tokens: 9 })
})

test('as a process it ends with its parent, even one that is killed', async () => {
  const root = findProjectRoot()
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['--import', 'tsx', 'simulator/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.on('data', (line) => process.stdout.write(child.pid + ' ' + line))
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString().replace(/^\d+ /, '')) as { url: string }
  expect((await fetch(`${url}/_sim/tally`)).status).toBe(200)
  parent.kill('SIGKILL')
  const isGone = async () =>
    fetch(`${url}/_sim/tally`).then(
      () => false,
      () => true,
    )
  for (let i = 0; i < 300 && !(await isGone()); i++) await sleep(100)
  expect(await isGone()).toBe(true)
})

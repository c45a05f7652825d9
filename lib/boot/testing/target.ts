/** What a conformance case runs against: one door of a gateway, its management API and the simulated providers behind it. */
import assert from 'node:assert/strict'
import type { Answer, Api, Estate } from '@/lib/boot/testing/estate'

export type Target = {
  /** Where `/v1` and `/openai` are: the server itself, or its `/api/gateway`. */
  url: string
  simulatorUrl: string
  api: Api
  estate: Estate
}

export type ConformanceCase = { name: string; run(target: Target): Promise<void> }

export type SimulatorMode = { mode: string } & Record<string, unknown>

export async function setMode({ simulatorUrl }: Target, resource: string, mode: SimulatorMode): Promise<void> {
  const answer = await fetch(`${simulatorUrl}/_sim/resources/${resource}/mode`, { method: 'PUT', body: JSON.stringify(mode) })
  assert.equal(answer.status, 200, await answer.text())
}

/** Sets modes, runs, and puts everything right again. */
export async function withModes(target: Target, modes: Record<string, SimulatorMode>, run: () => Promise<void>): Promise<void> {
  for (const [resource, mode] of Object.entries(modes)) await setMode(target, resource, mode)
  try {
    await run()
  } finally {
    for (const resource of Object.keys(modes)) await setMode(target, resource, { mode: 'ok' })
    // Breakers opened by this case must be shut before the next one: they trip for a second and then want one good probe.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    for (let i = 0; i < 6; i++)
      await post(target, '/v1/chat/completions', target.estate.open.key, chat(target.estate.models.mini, 'ping'))
  }
}

export type SeenRequest = { resource: string; path: string; headers: Record<string, string>; body: string }

/** What reached the providers whose body contains a text. */
export async function seenUpstream({ simulatorUrl }: Target, text: string): Promise<SeenRequest[]> {
  const { requests } = (await (await fetch(`${simulatorUrl}/_sim/requests`)).json()) as { requests: SeenRequest[] }
  return requests.filter(({ body }) => body.includes(text))
}

export type JsonReply = {
  status: number
  headers: Headers
  body: Record<string, never> & { error?: { code: string; message: string } }
  text: string
}

/** A call with nothing but fetch, so that what is sent is exactly what is written. */
export async function post(
  target: Target,
  path: string,
  key: string | null,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<JsonReply> {
  return send(
    target,
    'POST',
    path,
    { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    typeof body === 'string' ? body : JSON.stringify(body),
  )
}

export async function send(
  target: Target,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<JsonReply> {
  const answer = await fetch(target.url + path, { method, headers: { 'content-type': 'application/json', ...headers }, body })
  const text = await answer.text()
  let parsed = {} as JsonReply['body']
  try {
    parsed = JSON.parse(text)
  } catch {
    // Streams and empty answers are not JSON.
  }
  return { status: answer.status, headers: answer.headers, body: parsed, text }
}

export function chat(model: string, content: string, more: object = {}): object {
  return { model, messages: [{ role: 'user', content }], ...more }
}

/** The ledger's record of a call, once it has been flushed. */
export async function recordOf({ api }: Target, callId: string | null): Promise<Answer> {
  assert.ok(callId, 'the answer has no x-request-id')
  for (let attempt = 0; ; attempt++) {
    try {
      return await api('GET', `/calls/${callId}`)
    } catch (error) {
      if (attempt >= 300) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/**
 * The simulator's own levers, over HTTP, from this machine only:
 * `GET /_sim/tally`, `GET /_sim/requests`, `POST /_sim/reset`, `PUT|GET /_sim/resources/<name>/mode`.
 */
import type { ServerResponse } from 'node:http'
import { parseMode } from './modes'
import { reset, type World } from './world'

export function answerControl(world: World, method: string, url: URL, body: Buffer, response: ServerResponse): void {
  const isAllowed = isLoopback(response.socket?.remoteAddress ?? '')
  const [status, answer] = isAllowed ? pullLever(world, method, url, body) : [403, { error: 'Only from this machine.' }]
  const text = JSON.stringify(answer)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function pullLever(world: World, method: string, url: URL, body: Buffer): [status: number, answer: object] {
  const path = url.pathname.slice('/_sim'.length)
  if (method === 'GET' && path === '/tally') return [200, { rows: world.tally.rows() }]
  if (method === 'GET' && path === '/requests') return [200, { requests: world.requests }]
  if (method === 'POST' && path === '/reset') {
    reset(world)
    return [200, {}]
  }
  const name = /^\/resources\/([^/]+)\/mode$/.exec(path)?.[1] ?? ''
  if (!world.resources.has(name)) return [404, { error: `No such lever: ${method} ${url.pathname}` }]
  if (method === 'GET') return [200, world.modes.current(name)]
  const mode = parseMode(parse(body))
  if (!mode)
    return [422, { error: 'Give a mode: ok, down, reset, hang, die-mid-stream, garbage, status or slow, as {"mode": …}.' }]
  world.modes.set(name, mode)
  return [200, mode]
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.replace(/^::ffff:/, '').startsWith('127.')
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

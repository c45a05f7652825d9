/** Questions to a sign-in provider beside the sign-in itself: little JSON, over checked connections, never for long. */
import * as http from 'node:http'
import * as https from 'node:https'
import { guardedAgent } from '@/lib/auth/guarded-agent'

const TIMEOUT_MS = 5_000
const MOST_BYTES = 1024 * 1024
const DISCOVERY_AGE_MS = 10 * 60_000

export type Answered = { status: number; body: Record<string, unknown> }
export type Asked = { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }

/** Throws where nobody answers; any status that does come is an answer. */
export function askJson(url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answered> {
  const target = new URL(url)
  const { request } = target.protocol === 'http:' ? http : https
  return new Promise((resolve, reject) => {
    const asked = request(
      target,
      { method, headers: { accept: 'application/json', ...headers }, agent: guardedAgent(target.protocol), timeout: TIMEOUT_MS },
      (response) => {
        const parts: Buffer[] = []
        let size = 0
        response.on('data', (part: Buffer) => {
          size += part.length
          if (size > MOST_BYTES) asked.destroy(new Error('The provider answers too much.'))
          else parts.push(part)
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(parts)) }))
      },
    )
    asked.on('timeout', () => asked.destroy(new Error('The provider did not answer in time.')))
    asked.on('error', reject)
    asked.end(body)
  })
}

type Discovered = { userinfo_endpoint?: string; token_endpoint?: string }

const known = new Map<string, { atMs: number; found: Discovered }>()

/** Where a provider answers what. */
export async function discover(issuer: string, nowMs: number): Promise<Discovered> {
  const base = issuer.replace(/\/$/, '')
  const kept = known.get(base)
  if (kept && nowMs - kept.atMs < DISCOVERY_AGE_MS && nowMs >= kept.atMs) return kept.found
  const { status, body } = await askJson(`${base}/.well-known/openid-configuration`)
  if (status !== 200) throw new Error(`The provider's configuration answers ${status}.`)
  const found: Discovered = {
    ...(typeof body.userinfo_endpoint === 'string' ? { userinfo_endpoint: body.userinfo_endpoint } : {}),
    ...(typeof body.token_endpoint === 'string' ? { token_endpoint: body.token_endpoint } : {}),
  }
  known.set(base, { atMs: nowMs, found })
  return found
}

function parse(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

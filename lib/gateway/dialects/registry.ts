/** The dialects we speak, by base path. */
import { anthropic } from '@/lib/gateway/dialects/anthropic/anthropic'
import { azureOpenai } from '@/lib/gateway/dialects/azure-openai'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import { gemini } from '@/lib/gateway/dialects/gemini/gemini'
import { openai } from '@/lib/gateway/dialects/openai'
import { service } from '@/lib/gateway/dialects/service'

/** The dialect of a path; OpenAI's for paths of nobody, so that a lost caller gets an error it can read. */
export function dialectOf(path: string): Dialect {
  if (path.startsWith('/v1/')) return openai
  const base = baseOf(path)
  return (base !== null && dialects[base]) || openai
}

/** Does a path belong to the gateway's fast door? */
export function isGatewayPath(path: string): boolean {
  return path.startsWith('/v1/') || baseOf(path) !== null
}

const dialects: Readonly<Record<string, Dialect>> = { v1: openai, openai: azureOpenai, anthropic, gemini, services: service }

function baseOf(path: string): string | null {
  const end = path.indexOf('/', 1)
  const base = path.slice(1, end === -1 ? undefined : end)
  return Object.hasOwn(dialects, base) ? base : null
}

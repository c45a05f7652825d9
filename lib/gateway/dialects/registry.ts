/** The dialects we speak, by base path. */
import { azureOpenai } from '@/lib/gateway/dialects/azure-openai'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import { openai } from '@/lib/gateway/dialects/openai'

/** The dialect of a path; OpenAI's for paths of nobody, so that a lost caller gets an error it can read. */
export function dialectOf(path: string): Dialect {
  return path === '/openai' || path.startsWith('/openai/') ? azureOpenai : openai
}

/** Does a path belong to the gateway's fast door? */
export function isGatewayPath(path: string): boolean {
  return path.startsWith('/v1/') || path.startsWith('/openai/') || path === '/v1' || path === '/openai'
}

/** Signs a call with an access key (Signature Version 4), or sends a Bedrock API key as it is. */
import aws4 from 'aws4'
import type { BackendEntry } from '@/lib/gateway/catalog'
import { parseObject } from '@/lib/gateway/json'
import type { UpstreamRequest } from '@/lib/gateway/ports'

export function signForBedrock(request: UpstreamRequest, { credential, region }: BackendEntry): void {
  if (credential === null) return
  const key = credential.startsWith('{') ? parseObject(credential) : null
  if (key === null) {
    request.headers.authorization = `Bearer ${credential}`
    return
  }
  const { host } = new URL(request.origin)
  const signed = aws4.sign(
    {
      host,
      method: request.method,
      path: request.path,
      service: 'bedrock',
      region: regionOf(host) ?? textOf(key.region) ?? region ?? 'us-east-1',
      headers: { 'Content-Type': 'application/json' },
      body: request.body ?? '',
    },
    {
      accessKeyId: textOf(key.accessKeyId) ?? '',
      secretAccessKey: textOf(key.secretAccessKey) ?? '',
      sessionToken: textOf(key.sessionToken) ?? undefined,
    },
  )
  // The connection says host and length itself.
  for (const [name, value] of Object.entries(signed.headers ?? {}))
    if (name.startsWith('X-Amz-') || name === 'Authorization') request.headers[name.toLowerCase()] = String(value)
}

function regionOf(host: string): string | null {
  return /^bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com/.exec(host)?.[1] ?? null
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

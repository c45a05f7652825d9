/** Key Vault as far as secrets are read: challenge first, then by name and version. learn.microsoft.com/rest/api/keyvault/secrets/get-secret */
import { randomBytes } from 'node:crypto'
import { simulatedTenantId } from '../identity/entra'
import type { Further } from '../identity/start-identity'

export type SimulatedVault = {
  answer: Further
  /** A new version of a secret; its id. */
  set(name: string, value: string): string
  isUp: boolean
  asked: number
}

const AUDIENCE = 'https://vault.azure.net'

export function createVault(): SimulatedVault {
  const secrets = new Map<string, { version: string; value: string }[]>()
  const vault: SimulatedVault = {
    isUp: true,
    asked: 0,
    set(name, value) {
      const version = randomBytes(16).toString('hex')
      secrets.set(name, [{ version, value }, ...(secrets.get(name) ?? [])])
      return version
    },
    answer({ method, path, origin, header }, entra) {
      const [, name, version] = /^\/secrets\/([^/]+)\/?([^/]*)$/.exec(path) ?? []
      if (name === undefined || method !== 'GET') return null
      if (!vault.isUp) return { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Busy' } } }
      const token = /^Bearer (.+)$/.exec(header('authorization') ?? '')?.[1]
      if (token === undefined || !entra.isIssued(token, AUDIENCE)) {
        const challenge = `Bearer authorization="${origin}/${simulatedTenantId}", resource="${AUDIENCE}"`
        return {
          status: 401,
          body: { error: { code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' } },
          headers: { 'www-authenticate': challenge },
        }
      }
      vault.asked++
      const versions = secrets.get(name) ?? []
      const found = version ? versions.find((one) => one.version === version) : versions[0]
      if (!found)
        return {
          status: 404,
          body: { error: { code: 'SecretNotFound', message: `A secret with (name/id) ${name} was not found` } },
        }
      const at = 1_700_000_000
      return {
        status: 200,
        body: {
          value: found.value,
          id: `${origin}/secrets/${name}/${found.version}`,
          attributes: { enabled: true, created: at, updated: at, recoveryLevel: 'Recoverable+Purgeable', recoverableDays: 90 },
        },
      }
    },
  }
  return vault
}

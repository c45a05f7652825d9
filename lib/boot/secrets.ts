/**
 * The three secrets everything else hangs on: the pepper of keys, the key credentials are sealed with, and the session
 * secret. From the environment, or made once and kept under DATA_DIR, readable by the owner alone.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@/lib/base/digest'
import type { KeyRing } from '@/lib/base/encryption'
import type { Env } from '@/lib/base/env'
import type { Pepper } from '@/lib/base/pepper'
import { StartError } from '@/lib/base/start-error'

export type Secrets = { pepper: Pepper; keyRing: KeyRing; sessionSecret: string; formerSessionSecrets: string[] }

/** As it is kept in secrets.json. */
export type StoredSecrets = {
  keyPepper: string
  encryptionKey: string
  sessionSecret: string
  keyPepperPrevious?: string[]
  keyPepperRotatedAt?: string
  encryptionKeyPrevious?: string[]
  sessionSecretPrevious?: string[]
}

export function loadSecrets(env: Env): Secrets {
  const given = { keyPepper: env.KEY_PEPPER, encryptionKey: env.ENCRYPTION_KEY, sessionSecret: env.SESSION_SECRET }
  const isComplete = Object.values(given).every((value) => value !== undefined)
  const stored = isComplete ? null : readOrCreate(env.DATA_DIR)
  const pepper = given.keyPepper ?? stored?.keyPepper ?? ''
  const encryptionKey = given.encryptionKey ?? stored?.encryptionKey ?? ''
  const otherPeppers = [...env.KEY_PEPPER_PREVIOUS, ...(stored?.keyPepperPrevious ?? [])]
  const otherKeys = [...env.ENCRYPTION_KEY_PREVIOUS, ...(stored?.encryptionKeyPrevious ?? [])]
  // A key's id is a digest of it, so that the same secret has the same name everywhere.
  const keys = new Map([encryptionKey, ...otherKeys].map((key) => [idOfSecret(key), sha256(key)]))
  return {
    pepper: { id: idOfSecret(pepper), bytes: Buffer.from(pepper), previous: otherPeppers.map((one) => Buffer.from(one)) },
    keyRing: { current: idOfSecret(encryptionKey), keys },
    sessionSecret: given.sessionSecret ?? stored?.sessionSecret ?? '',
    formerSessionSecrets: [...env.SESSION_SECRET_PREVIOUS, ...(stored?.sessionSecretPrevious ?? [])],
  }
}

function readOrCreate(dataDir: string): StoredSecrets {
  const path = join(dataDir, 'secrets.json')
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as StoredSecrets
    if (stored.keyPepper && stored.encryptionKey && stored.sessionSecret) return stored
    throw new StartError(`${path} is damaged. Restore it from a backup: without it, issued keys and stored credentials are lost.`)
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new StartError(
        `${path} is damaged. Restore it from a backup: without it, issued keys and stored credentials are lost.`,
      )
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const fresh: StoredSecrets = { keyPepper: newSecret(), encryptionKey: newSecret(), sessionSecret: newSecret() }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(path, JSON.stringify(fresh, null, 2), { mode: 0o600, flag: 'wx' })
  return fresh
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The name of a secret, which tells nothing about it. */
export function idOfSecret(secret: string): string {
  return sha256(`id:${secret}`).toString('hex').slice(0, 8)
}

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
import { StartError } from '@/lib/base/start-error'

export type Secrets = { pepper: { id: string; bytes: Uint8Array }; keyRing: KeyRing; sessionSecret: string }

type Stored = { keyPepper: string; encryptionKey: string; sessionSecret: string }

export function loadSecrets(env: Env): Secrets {
  const given = { keyPepper: env.KEY_PEPPER, encryptionKey: env.ENCRYPTION_KEY, sessionSecret: env.SESSION_SECRET }
  const isComplete = Object.values(given).every((value) => value !== undefined)
  const stored = isComplete ? null : readOrCreate(env.DATA_DIR)
  const pepper = given.keyPepper ?? stored?.keyPepper ?? ''
  const encryptionKey = given.encryptionKey ?? stored?.encryptionKey ?? ''
  // A key's id is a digest of it, so that the same secret has the same name everywhere.
  const ring = sha256(encryptionKey)
  const ringId = idOf(encryptionKey)
  return {
    pepper: { id: idOf(pepper), bytes: Buffer.from(pepper) },
    keyRing: { current: ringId, keys: new Map([[ringId, ring]]) },
    sessionSecret: given.sessionSecret ?? stored?.sessionSecret ?? '',
  }
}

function readOrCreate(dataDir: string): Stored {
  const path = join(dataDir, 'secrets.json')
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored
    if (stored.keyPepper && stored.encryptionKey && stored.sessionSecret) return stored
    throw new StartError(`${path} is damaged. Restore it from a backup: without it, issued keys and stored credentials are lost.`)
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new StartError(
        `${path} is damaged. Restore it from a backup: without it, issued keys and stored credentials are lost.`,
      )
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const fresh: Stored = { keyPepper: newSecret(), encryptionKey: newSecret(), sessionSecret: newSecret() }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(path, JSON.stringify(fresh, null, 2), { mode: 0o600, flag: 'wx' })
  return fresh
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function idOf(secret: string): string {
  return sha256(`id:${secret}`).toString('hex').slice(0, 8)
}

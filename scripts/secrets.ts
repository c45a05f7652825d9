/**
 * `npm run secrets -- status | rotate pepper | rotate encryption | rotate session | reseal | forget`: what is sealed and digested with which secret,
 * a new one in secrets.json beside the old, credentials sealed anew, and the old ones gone once nothing needs them.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { parseEnv } from '@/lib/base/env'
import { resealCredentials } from '@/lib/boot/reseal-credentials'
import { resealSettings } from '@/lib/boot/reseal-settings'
import { idOfSecret, loadSecrets, newSecret, type StoredSecrets } from '@/lib/boot/secrets'
import { createDatabase } from '@/lib/db/client'
import { createSqlPool } from '@/lib/db/sql-pool'
import { withDatabaseUrl } from './db-url'
import { runScript } from './run-script'

const [verb = 'status', what] = parseArgs({ allowPositionals: true }).positionals
const file = path.join(parseEnv().DATA_DIR, 'secrets.json')

runScript(async () => {
  if (verb === 'status') return await status()
  if (verb === 'rotate') return rotate()
  if (verb === 'reseal') return await reseal()
  if (verb === 'forget') return await forget()
  throw new Error(`there is no 'secrets ${verb}': status, rotate, reseal or forget`)
})

type Use = { kind: 'pepper' | 'encryption' | 'token'; id: string; count: number }

/** `tokensBefore`: management tokens do not say their pepper; those older than the last rotation count as `token`. */
async function listUses(tokensBefore: string | undefined): Promise<Use[]> {
  return await withDatabaseUrl(async (url) => {
    const pool = createSqlPool(url, { max: 1 })
    try {
      const { rows } = await pool.query<Use>(
        `select 'pepper' as kind, pepper_id as id, count(*)::int as count from keys
         where revoked_at is null and (expires_at is null or expires_at > now()) group by 2
         union all select 'encryption', credential_key_id, count(*)::int from backends where credential_cipher is not null group by 2
         union all select 'encryption', secret_key_id, count(*)::int from notification_channels where secret_cipher is not null group by 2
         union all select 'encryption', sealed #>> '{}', count(*)::int from settings, jsonb_path_query(value, 'strict $.**.keyId', '{}', true) as sealed group by 2
         union all select 'token', 'older', count(*)::int from management_tokens
           where revoked_at is null and expires_at > now() and created_at < $1::timestamptz having count(*) > 0
         order by 1, 2`,
        [tokensBefore ?? null],
      )
      return rows
    } finally {
      await pool.end()
    }
  })
}

async function status(): Promise<void> {
  const { pepper, keyRing } = loadSecrets(parseEnv())
  const current: Record<string, string> = { pepper: pepper.id, encryption: keyRing.current }
  for (const { kind, id, count } of await listUses(readIfThere()?.keyPepperRotatedAt)) {
    const noun = { pepper: 'living keys', encryption: 'credentials', token: 'management tokens from before the last rotation' }[
      kind
    ]
    console.log(`${kind} ${id}${current[kind] === id ? ' (current)' : ''}: ${count} ${noun}`)
  }
}

function rotate(): void {
  const stored = read()
  if (what === 'pepper') {
    stored.keyPepperPrevious = [stored.keyPepper, ...(stored.keyPepperPrevious ?? [])]
    stored.keyPepper = newSecret()
    stored.keyPepperRotatedAt = new Date().toISOString()
  } else if (what === 'encryption') {
    stored.encryptionKeyPrevious = [stored.encryptionKey, ...(stored.encryptionKeyPrevious ?? [])]
    stored.encryptionKey = newSecret()
  } else if (what === 'session') {
    // One former secret is enough: whoever has a cookie of an older one signs in again.
    stored.sessionSecretPrevious = [stored.sessionSecret]
    stored.sessionSecret = newSecret()
  } else throw new Error('say which: rotate pepper, rotate encryption, or rotate session')
  write(stored)
  console.log(`${file} has a new ${what} secret; the old one stays valid. Restart Tollgate.`)
}

async function reseal(): Promise<void> {
  await withDatabaseUrl(async (url) => {
    const db = createDatabase(url, { max: 1 })
    try {
      const { keyRing } = loadSecrets(parseEnv())
      const resealed = (await resealCredentials(db, keyRing, new Date())) + (await resealSettings(db, keyRing, new Date()))
      console.log(`${resealed} credentials sealed anew`)
    } finally {
      await db.$disconnect()
    }
  })
}

/** Takes out of secrets.json what nothing in the database was made with. */
async function forget(): Promise<void> {
  const stored = read()
  const used = new Set((await listUses(stored.keyPepperRotatedAt)).map(({ kind, id }) => `${kind} ${id}`))
  const needed = (kind: string, all: string[] = []) => all.filter((secret) => used.has(`${kind} ${idOfSecret(secret)}`))
  const before = (stored.keyPepperPrevious?.length ?? 0) + (stored.encryptionKeyPrevious?.length ?? 0)
  const hasOldTokens = used.has('token older')
  stored.keyPepperPrevious = hasOldTokens ? (stored.keyPepperPrevious ?? []) : needed('pepper', stored.keyPepperPrevious)
  stored.encryptionKeyPrevious = needed('encryption', stored.encryptionKeyPrevious)
  const left = stored.keyPepperPrevious.length + stored.encryptionKeyPrevious.length
  delete stored.sessionSecretPrevious
  write(stored)
  console.log(`${before - left} old secrets forgotten, ${left} still needed. Restart Tollgate.`)
}

function read(): StoredSecrets {
  const stored = readIfThere()
  if (stored) return stored
  throw new Error(`${file} is not there: with secrets in the environment, rotate them there (docs/backup-and-restore.md)`)
}

function readIfThere(): StoredSecrets | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredSecrets
  } catch {
    return null
  }
}

function write(stored: StoredSecrets): void {
  writeFileSync(`${file}.new`, JSON.stringify(stored, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

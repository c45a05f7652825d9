/** Passwords with argon2id. Checking a user who does not exist takes as long as checking one who does. */
import { hash, verify } from '@node-rs/argon2'

/** 19 MiB, two passes: the smaller of the current recommendations, so that sign-ins cannot exhaust memory. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

let decoy: Promise<string> | undefined

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** True where the password is right. Null for a hash does the same work, and is never right. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (passwordHash !== null) return verify(passwordHash, password)
  decoy ??= hashPassword('nobody has this password')
  await verify(await decoy, password)
  return false
}

/**
 * Calls of one key that end before they cost anything, refused or failed, become one record with a count beyond a rate: a
 * caller in a loop must not fill the ledger. Those of nobody are only counted.
 */
import type { CloseEntry } from '@/lib/gateway/usage-entry'

/** Refusals of a key that get a record of their own, per second. */
const OWN_RECORD_PER_SECOND = 10

export type RefusalCounter = {
  /** The entry to write now, or null where it was added to a count, as all are while there is no room. */
  admit(entry: CloseEntry, nowMs: number, hasRoom: boolean): CloseEntry | null
  /** The counts gathered since the last call. */
  collect(): CloseEntry[]
}

/** Did it cost nobody anything? Only such calls may be counted together: what has tokens or money is a record of its own. */
export function isFree({ outcome, charges, costNano }: CloseEntry): boolean {
  return (outcome === 'refused' || outcome === 'failed') && charges.length === 0 && !costNano
}

export function createRefusalCounter(): RefusalCounter {
  let second = 0
  let perKey = new Map<string, number>()
  let gathered = new Map<string, CloseEntry>()
  return {
    admit(entry, nowMs, hasRoom) {
      const current = Math.floor(nowMs / 1000)
      if (current !== second) {
        second = current
        perKey = new Map()
      }
      const { keyId, model } = entry.identity
      const count = (perKey.get(keyId) ?? 0) + 1
      perKey.set(keyId, count)
      if (count <= OWN_RECORD_PER_SECOND && hasRoom) return entry
      const name = `${keyId} ${entry.code} ${model} ${entry.limitId} ${Math.floor(entry.identity.startedAtMs / 3_600_000)}`
      const first = gathered.get(name)
      if (first) first.calls++
      else gathered.set(name, { ...entry, trace: null })
      return null
    },
    collect() {
      const entries = [...gathered.values()]
      gathered = new Map()
      return entries
    },
  }
}

/** Where calls go, in a sentence. */
import type { Pool } from '@/lib/contracts/pool'
import type { LiveMemberView, PoolTraffic } from '@/lib/contracts/pool-live'

export type PoolMemberNow = LiveMemberView & Pool['members'][number]

export function describeTraffic(members: readonly PoolMemberNow[], gone: ReadonlySet<string>, traffic: PoolTraffic): string {
  const nameOf = (id: string) => members.find((member) => member.backendId === id)?.backendName ?? id
  const list = (shares: PoolTraffic['now']) =>
    shares
      .toSorted((a, b) => b.percent - a.percent)
      .map(({ backendId, percent }) => `${nameOf(backendId)} ${Math.round(percent)}%`)
      .join(', ')
  if (gone.size === 0) return traffic.now.length === 0 ? 'Nobody takes calls now.' : `The next calls go to ${list(traffic.now)}.`
  const names = [...gone].map(nameOf).join(' and ')
  return `Without ${names}: ${traffic.nobody ?? `the calls go to ${list(traffic.without)}.`}`
}

/** The regions its members are in, each with their ids. */
export function regionsOf(
  members: readonly Pick<PoolMemberNow, 'region' | 'backendId'>[],
): { region: string; backendIds: string[] }[] {
  const names = [...new Set(members.flatMap(({ region }) => region ?? []))].toSorted()
  return names.map((region) => ({
    region,
    backendIds: members.filter((member) => member.region === region).map(({ backendId }) => backendId),
  }))
}

/** Kills the process, as `kill -9` does, when a named point is reached for the n-th time. */
import type { SqlPool } from '@/lib/db/sql-pool'

export type KillPoint = string

/** `<point>:<n>`. Returns what to call at every point. */
export function killSwitchOf(at: KillPoint): (point: string) => void {
  const [wanted, count = '1'] = at.split(':')
  let left = Number(count)
  return (point) => {
    if (point === wanted && --left <= 0) process.kill(process.pid, 'SIGKILL')
  }
}

/** A pool whose owner dies with the statement on its way (`before-commit`), or before it hears that all went well (`after-commit`). */
export function withKillPool(pool: SqlPool, at: KillPoint): SqlPool {
  const reach = killSwitchOf(at)
  const query = async (...args: Parameters<SqlPool['query']>) => {
    const answer = pool.query(...args)
    const [config] = args as unknown as [{ name?: string }]
    if (config.name !== 'insert-usage') return await answer
    setTimeout(() => reach('before-commit'), 1)
    const result = await answer
    reach('after-commit')
    return result
  }
  return new Proxy(pool, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name, target)) })
}

import { describe, expect, it, vi } from 'vitest'
import { CallHangUp } from '@/lib/gateway/hang-up'
import { createRoomQueue, type Place } from '@/lib/gateway/room-queue'

const stays = new CallHangUp()

/** Notes a name when it is its turn. */
function arrive(names: string[], name: string, place: Place | null, mostMs = 60_000): void {
  void place?.turn(mostMs, stays).then(() => names.push(name))
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the line before a limit', () => {
  it('lets one at a time, in the order they came; another limit has a line of its own', async () => {
    const queue = createRoomQueue()
    const turns: string[] = []
    const places = ['a', 'b', 'c'].map((name) => {
      const place = queue.join('limit')
      arrive(turns, name, place)
      return place
    })
    arrive(turns, 'other', queue.join('other limit'))
    await settled()
    expect(turns).toEqual(['a', 'other'])
    // Somebody gives up in the middle.
    places[1]?.leave()
    places[0]?.leave()
    await settled()
    expect(turns).toEqual(['a', 'other', 'c'])
    places[2]?.leave()
    places[2]?.leave()
    expect(queue.size()).toBe(1)
  })

  it('has an end', () => {
    const queue = createRoomQueue(2)
    const first = queue.join('limit')
    queue.join('another')
    expect(queue.join('limit')).toBeNull()
    first?.leave()
    expect(queue.join('limit')).not.toBeNull()
  })

  it('is left after the time that was allowed, or when the caller hangs up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const queue = createRoomQueue()
      const gone: string[] = []
      const caller = new CallHangUp()
      arrive(gone, 'first', queue.join('limit'))
      arrive(gone, 'patient', queue.join('limit'), 500)
      void queue
        .join('limit')
        ?.turn(60_000, caller)
        .then(() => gone.push('left'))
      vi.advanceTimersByTime(499)
      await settled()
      expect(gone).toEqual(['first'])
      caller.hangUp()
      vi.advanceTimersByTime(1)
      await settled()
      expect(gone).toEqual(['first', 'left', 'patient'])
    } finally {
      vi.useRealTimers()
    }
  })
})

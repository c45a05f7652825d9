import { createMemoryCounters } from '@/lib/runtime/counters/memory-counters'
import { countersSuite } from '@/lib/runtime/counters/testing/counters-suite'

countersSuite({
  name: 'memory',
  runs: 100,
  create: async (seeds) => {
    const counters = createMemoryCounters()
    counters.seed(seeds)
    return counters
  },
  discard: async () => {},
})

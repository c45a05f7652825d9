/** A process that lets calls go first, begins another thread, and says how the system schedules each: by number, niceness and slice. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { letCallsGoFirst, sliceOf } from '@/lib/boot/calls-first'

await letCallsGoFirst()
const before = new Set(readdirSync('/proc/self/task'))
const worker = new Worker('setInterval(() => {}, 1000)', { eval: true })
await setTimeout(100)
const threads = []
for (const thread of readdirSync('/proc/self/task')) {
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  threads.push({
    isMain: Number(thread) === process.pid,
    isLater: !before.has(thread),
    niceness: Number(fields[16]),
    sliceNs: Number(await sliceOf(Number(thread))),
  })
}
process.stdout.write(JSON.stringify(threads))
await worker.terminate()

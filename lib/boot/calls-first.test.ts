import { execFile } from 'node:child_process'
import { platform, release } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { findProjectRoot } from '@/lib/base/project-root'

type Thread = { isMain: boolean; isLater: boolean; niceness: number; sliceNs: number }

const [major = 0, minor = 0] = release().split('.').map(Number)
const knowsSlices = major > 6 || (major === 6 && minor >= 12)

describe.skipIf(platform() !== 'linux')('a process with calls and pages', () => {
  it('gives its main thread a short slice, V8 a lower priority, and neither to threads that come later', async () => {
    const program = path.join(findProjectRoot(), 'lib/boot/testing/calls-first-process.ts')
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program])
    const threads = JSON.parse(stdout) as Thread[]
    const main = threads.find(({ isMain }) => isMain)
    const later = threads.filter(({ isLater }) => isLater)
    const { niceness } = main ?? { niceness: 0 }
    expect(threads.filter((thread) => thread.niceness === Math.min(19, niceness + 10) && !thread.isLater)).toHaveLength(5)
    expect(later.length).toBeGreaterThan(0)
    expect(later.filter((thread) => thread.niceness !== niceness)).toEqual([])
    if (!knowsSlices) return
    expect(main?.sliceNs).toBe(500_000)
    expect(threads.filter(({ isMain, sliceNs }) => !isMain && sliceNs === 500_000)).toEqual([])
  })
})

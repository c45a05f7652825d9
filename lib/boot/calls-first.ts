/**
 * Calls before pages, where one process does both. Linux (6.6 and later) lets a thread that runs finish its slice, 3 ms and more,
 * whoever wakes meanwhile, and niceness does not change that. A thread that asked for a shorter slice does not wait, as long as it has
 * had no more than its share of the core; niceness of the others leaves it nearly all. https://docs.kernel.org/scheduler/sched-eevdf.html
 */
import { opendirSync } from 'node:fs'
import { arch, getPriority, platform, setPriority } from 'node:os'

/** Shorter than what Linux gives by itself: 0.7 ms on one core, 2.8 on eight. */
const SLICE_NS = 500_000n
/** Steps of niceness: a tenth of what the calls' thread gets, where both want all of one core. https://man7.org/linux/man-pages/man7/sched.7.html */
const ENGINE_NICENESS = 10
/** A thirtieth. */
const CONSOLE_NICENESS = 15
/** What Node makes before anything else, after its main thread: V8's four, and one that wakes them later. */
const ENGINE_THREADS = 5

/** By architecture: C libraries have had functions of these names for a short time only. */
const calls: Partial<Record<string, { set: number; get: number }>> = {
  x64: { set: 314, get: 315 },
  arm64: { set: 274, get: 275 },
}
/** `struct sched_attr` in its first form: https://man7.org/linux/man-pages/man2/sched_setattr.2.html */
const ATTRIBUTES = { bytes: 48, policyAt: 4, flagsAt: 8, runtimeAt: 24 }
const SCHED_OTHER = 0
/** Threads and programs begun by this one have a slice as any other. */
const RESET_ON_FORK = 1n

/**
 * For the main thread, which answers calls: it no longer waits for a page, nor for V8 that collects and compiles beside it. Rejects
 * where the system does not let it, which harms nothing. Linux before 6.12 knows no slices of one's own; other systems do nothing.
 */
export async function letCallsGoFirst(): Promise<void> {
  if (platform() !== 'linux') return
  for (const thread of engineThreads()) setPriority(thread, lower(ENGINE_NICENESS))
  const attributes = await readAttributes(process.pid)
  // Whoever gave the process another policy meant it.
  if (!attributes || attributes.readUInt32LE(ATTRIBUTES.policyAt) !== SCHED_OTHER) return
  attributes.writeBigUInt64LE(RESET_ON_FORK, ATTRIBUTES.flagsAt)
  attributes.writeBigUInt64LE(SLICE_NS, ATTRIBUTES.runtimeAt)
  await askKernel('set', process.pid, attributes)
}

/** For the console's thread, before it makes any other. Linux counts niceness for the thread that asks, others for the whole process. */
export function letOthersGoFirst(): void {
  if (platform() === 'linux') setPriority(lower(CONSOLE_NICENESS))
}

/** How long a thread may run while others wait, in nanoseconds; null where the system does not say. */
export async function sliceOf(thread: number): Promise<bigint | null> {
  return (await readAttributes(thread))?.readBigUInt64LE(ATTRIBUTES.runtimeAt) ?? null
}

/** By so much than the process was started with; nobody may go back up, and 19 is the least there is. */
function lower(by: number): number {
  return Math.min(19, getPriority() + by)
}

/** In the order they were made, as Linux lists them. By their numbers they are not, once those begin anew. */
function engineThreads(): number[] {
  const directory = opendirSync('/proc/self/task')
  try {
    const threads: number[] = []
    for (let entry = directory.readSync(); entry; entry = directory.readSync()) threads.push(Number(entry.name))
    return threads.slice(1, 1 + ENGINE_THREADS)
  } finally {
    directory.closeSync()
  }
}

async function readAttributes(thread: number): Promise<Buffer | null> {
  const attributes = Buffer.alloc(ATTRIBUTES.bytes)
  attributes.writeUInt32LE(ATTRIBUTES.bytes)
  return (await askKernel('get', thread, attributes)) ? attributes : null
}

/** False where this architecture's number is not known. */
async function askKernel(call: 'get' | 'set', thread: number, attributes: Buffer): Promise<boolean> {
  const number = calls[arch()]?.[call]
  if (number === undefined) return false
  const { default: koffi } = await import('koffi')
  // The process itself: its C library is in it, whatever that is called here.
  const syscall = koffi.load(null).func('long syscall(long number, ...)')
  const rest = call === 'get' ? ['unsigned int', ATTRIBUTES.bytes, 'unsigned int', 0] : ['unsigned int', 0]
  if (syscall(number, 'int', thread, 'void *', attributes, ...rest) !== 0)
    throw new Error(`the kernel does not let it ${call} a slice`)
  return true
}

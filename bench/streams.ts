/** Many streams at once: chunks relayed, how late each came, and the memory of an open stream. */
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMicrosOf, type Peer } from './peers'
import { medianOf, QUESTION } from './throughput'

export type StreamsRow = {
  name: string
  chunksPerSecond: number
  ratio: number
  p50DelayMs: number
  p99DelayMs: number
  /** Resident memory with all streams open, less that before, by their number. */
  kibPerStream: number
  cpuMicrosPerChunk: number | null
  broken: number
}

export type StreamsSettings = { streams: number; seconds: number; rounds: number }

export async function measureStreams(peers: readonly Peer[], settings: StreamsSettings): Promise<StreamsRow[]> {
  const runs = new Map<string, Run[]>(peers.map(({ name }) => [name, []]))
  for (let round = 0; round < settings.rounds; round++) {
    for (const peer of peers) {
      runs.get(peer.name)?.push(await runOnce(peer, settings))
      await sleep(1_000)
    }
  }
  const first = runs.get(peers[0]?.name ?? '') ?? []
  return peers.map(({ name }) => {
    const own = runs.get(name) ?? []
    const median = (pick: (run: Run) => number) => medianOf(own.map(pick))
    return {
      name,
      chunksPerSecond: median((run) => run.chunksPerSecond),
      ratio: medianOf(own.map((run, i) => run.chunksPerSecond / (first[i]?.chunksPerSecond ?? 1))),
      p50DelayMs: median((run) => run.p50DelayMs),
      p99DelayMs: median((run) => run.p99DelayMs),
      kibPerStream: median((run) => run.kibPerStream),
      cpuMicrosPerChunk: own.some((run) => run.cpuMicrosPerChunk === null) ? null : median((run) => run.cpuMicrosPerChunk ?? 0),
      broken: own.reduce((sum, run) => sum + run.broken, 0),
    }
  })
}

type Run = Omit<StreamsRow, 'name' | 'ratio'>

async function runOnce(peer: Peer, { streams, seconds }: StreamsSettings): Promise<Run> {
  const body = JSON.stringify({
    model: peer.model,
    max_tokens: 4_000,
    stream: true,
    messages: [{ role: 'user', content: QUESTION }],
  })
  const lines = Object.entries({ host: `127.0.0.1:${peer.port}`, 'content-type': 'application/json', ...peer.headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const request = `POST ${peer.path} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  const residentBefore = residentKib(peer.pid)
  const delaysMs: number[] = []
  const state = { isCounting: false, chunks: 0, open: 0, broken: 0 }
  const sockets: Socket[] = []
  for (let i = 0; i < streams; i++) {
    sockets.push(openStream(peer.port, request, delaysMs, state))
    if (i % 50 === 49) await sleep(20)
  }
  for (let i = 0; i < 200 && state.open < streams; i++) await sleep(50)
  await sleep(1_000)
  const cpuBefore = cpuMicrosOf(peer.pid)
  const startMs = performance.now()
  state.isCounting = true
  await sleep(seconds * 1_000)
  state.isCounting = false
  const tookMs = performance.now() - startMs
  const cpuAfter = cpuMicrosOf(peer.pid)
  const kibPerStream = (residentKib(peer.pid) - residentBefore) / streams
  const broken = state.broken + (streams - state.open)
  for (const socket of sockets) socket.destroy()
  await sleep(1_000)
  delaysMs.sort((a, b) => a - b)
  return {
    chunksPerSecond: (state.chunks / tookMs) * 1000,
    p50DelayMs: delaysMs[Math.floor(delaysMs.length * 0.5)] ?? Number.NaN,
    p99DelayMs: delaysMs[Math.floor(delaysMs.length * 0.99)] ?? Number.NaN,
    kibPerStream,
    cpuMicrosPerChunk: cpuBefore === null || cpuAfter === null ? null : (cpuAfter - cpuBefore) / Math.max(1, state.chunks),
    broken,
  }
}

const MARK = Buffer.from('"content":"')

function openStream(
  port: number,
  request: string,
  delaysMs: number[],
  state: { isCounting: boolean; chunks: number; open: number; broken: number },
): Socket {
  const socket = connect(port, '127.0.0.1', () => socket.write(request))
  let isOpen = false
  socket.on('error', () => state.broken++)
  socket.on('data', (chunk) => {
    if (!isOpen) {
      isOpen = true
      state.open++
    }
    if (!state.isCounting) return
    const nowMs = performance.timeOrigin + performance.now()
    for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + 1)) {
      state.chunks++
      // Every tenth: telling the time of all would be what is measured.
      if (state.chunks % 10 === 0)
        delaysMs.push(nowMs - Number.parseFloat(chunk.toString('latin1', at + MARK.length, at + MARK.length + 16)))
    }
  })
  return socket
}

function residentKib(pid: number | null): number {
  if (pid === null) return Number.NaN
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN)
  } catch {
    return Number.NaN
  }
}

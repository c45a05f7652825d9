/** A client that costs as little as can be: plain sockets, one prepared request, answers read by their content-length. */
import { connect } from 'node:net'

export type LoadResult = { requestsPerSecond: number; answered: number; failed: number; p50Ms: number; p99Ms: number }

export type Load = {
  port: number
  path: string
  headers: Record<string, string>
  body: string
  connections: number
  seconds: number
}

/** Sends the same request over each connection, one after the other, until the time is up. */
export async function runLoad({ port, path, headers, body, connections, seconds }: Load): Promise<LoadResult> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, 'content-type': 'application/json', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const startMs = performance.now()
  const untilMs = startMs + seconds * 1000
  const timesMs: number[] = []
  let failed = 0
  await Promise.all(Array.from({ length: connections }, () => runConnection(port, request, untilMs, timesMs, () => failed++)))
  const tookMs = performance.now() - startMs
  timesMs.sort((a, b) => a - b)
  const at = (share: number) => timesMs[Math.min(timesMs.length - 1, Math.floor(timesMs.length * share))] ?? 0
  return {
    requestsPerSecond: (timesMs.length / tookMs) * 1000,
    answered: timesMs.length,
    failed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}

function runConnection(port: number, request: Buffer, untilMs: number, timesMs: number[], onFailed: () => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sentMs = 0
    let pending: Buffer = Buffer.alloc(0)
    const send = () => {
      if (performance.now() >= untilMs) {
        socket.end()
        resolve()
        return
      }
      sentMs = performance.now()
      socket.write(request)
    }
    socket.on('connect', send)
    socket.on('error', () => {
      onFailed()
      resolve()
    })
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const headEnd = pending.indexOf('\r\n\r\n')
      if (headEnd === -1) return
      const head = pending.toString('latin1', 0, headEnd)
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (pending.length < headEnd + 4 + length) return
      pending = Buffer.alloc(0)
      if (head.startsWith('HTTP/1.1 200')) timesMs.push(performance.now() - sentMs)
      else onFailed()
      send()
    })
  })
}

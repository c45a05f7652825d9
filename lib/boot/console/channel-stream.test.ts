import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { ChannelStream } from '@/lib/boot/console/channel-stream'

function pair(): [ChannelStream, ChannelStream] {
  const { port1, port2 } = new MessageChannel()
  return [new ChannelStream(port1), new ChannelStream(port2)]
}

async function textOf(stream: ChannelStream): Promise<string> {
  const pieces: Buffer[] = []
  stream.on('data', (piece: Buffer) => pieces.push(piece))
  await once(stream, 'end')
  return Buffer.concat(pieces).toString()
}

it('carries both ways, and each way ends by itself', async () => {
  const [here, there] = pair()
  here.end('asked')
  expect(await textOf(there)).toBe('asked')
  there.end('answered')
  expect(await textOf(here)).toBe('answered')
})

it('a piece of shared memory comes as it was when it was written', async () => {
  const [here, there] = pair()
  const shared = Buffer.from('first')
  await new Promise((resolve) => here.write(shared.subarray(0, 3), resolve))
  shared.fill('x')
  here.end(shared.subarray(0, 2))
  expect(await textOf(there)).toBe('firxx')
})

it('a reader that takes nothing stops its writer', async () => {
  const [here, there] = pair()
  const piece = Buffer.alloc(64 * 1024)
  for (let i = 0; i < 20; i++) here.write(piece)
  await sleep(50)
  expect(there.readableLength).toBe(piece.length)
  expect(here.writableLength).toBeGreaterThanOrEqual(18 * piece.length)
  there.resume()
  await once(here, 'drain')
  here.destroy()
})

it('an end that is destroyed closes the other', async () => {
  const [here, there] = pair()
  here.write('half')
  await once(there, 'readable')
  here.destroy()
  await once(there, 'close')
  expect(there.readableEnded).toBe(false)
})

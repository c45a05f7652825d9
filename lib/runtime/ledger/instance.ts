/**
 * A spool belongs to an instance. It is alive while its socket answers with its id: a process id alone may be somebody
 * else's by now, and a file lock does not survive every file system.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'

export type Instance = {
  id: string
  directory: string /** `isEmpty`: all of it is in Postgres, and its files may go. */
  close(isEmpty: boolean): Promise<void>
}

type Card = { host: string; port: number }

const ANSWER_WITHIN_MS = 1_000

/** Makes the directory of a new instance and answers for it on a loopback port. */
export async function announceInstance(root: string, id: string): Promise<Instance> {
  const directory = join(root, id)
  const unfinished = join(root, `.${id}`)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(id)
  })
  const port = await listening(server)
  server.unref()
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeFile(join(unfinished, 'instance.json'), JSON.stringify({ host: hostname(), port } satisfies Card), { mode: 0o600 })
  // Under its name only once it answers: a directory nobody answers for is taken for a dead instance's.
  await rename(unfinished, directory)
  return {
    id,
    directory,
    close: async (isEmpty) => {
      await rm(isEmpty ? directory : join(directory, 'instance.json'), { recursive: true, force: true })
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** `foreign`: only its own host could tell whether it lives. */
export type InstanceState = { state: 'alive' | 'dead' } | { state: 'foreign'; host: string }

export async function stateOfInstance(directory: string, id: string): Promise<InstanceState> {
  const card = await readFile(join(directory, 'instance.json'), 'utf8').then(
    (text) => JSON.parse(text) as Card,
    () => null,
  )
  if (card === null) return { state: 'dead' }
  if (card.host !== hostname()) return { state: 'foreign', host: card.host }
  return { state: (await isAnswering(card.port, id)) ? 'alive' : 'dead' }
}

function isAnswering(port: number, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: ANSWER_WITHIN_MS })
    let answer = ''
    const settle = (isAlive: boolean) => {
      socket.destroy()
      resolve(isAlive)
    }
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('end', () => settle(answer === id))
    // A port that accepts and never speaks is a stopped process of ours: it may come back.
    socket.on('timeout', () => settle(true))
    socket.on('error', () => settle(false))
  })
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Exclusive: the workers of a cluster would all be given the same port, and answer for each other.
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

/**
 * The simulator as a process of its own: `main.ts [--port N] [--host H] [--think-ms N] [--chunk-ms N] [--keep-requests N]`.
 * Says its URL as one line of JSON, and to its parent by message. Ends with its parent, whatever that one died of.
 */
import { parseArgs } from 'node:util'
import { createSimulator } from './create-simulator'

const text = { type: 'string' } as const
const { values } = parseArgs({ options: { port: text, host: text, 'think-ms': text, 'chunk-ms': text, 'keep-requests': text } })
const simulator = await createSimulator({
  port: Number(values.port ?? 0),
  host: values.host,
  thinkMs: Number(values['think-ms'] ?? 0),
  chunkMs: Number(values['chunk-ms'] ?? 0),
  keepRequests: Number(values['keep-requests'] ?? 200),
})

const parent = process.ppid
const end = (): never => process.exit(0)
process.on('disconnect', end)
process.on('SIGTERM', end)
// Ctrl-C goes to the whole group; whoever started us decides when we end.
process.on('SIGINT', () => {})
setInterval(() => process.ppid !== parent && end(), 500).unref()

process.stdout.write(`${JSON.stringify({ url: simulator.url })}\n`)
process.send?.({ url: simulator.url })

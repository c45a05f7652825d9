/**
 * Whichever worker a scraper happens to reach answers for all of them: it asks the first process, which asks the others. Each
 * sample says whose it is.
 */
import cluster, { type Worker } from 'node:cluster'

type Question = { kind: 'tollgate:metrics-wanted'; id: number }
type Answer = { kind: 'tollgate:metrics'; id: number; text: string }
type Collected = { kind: 'tollgate:metrics-of-all'; id: number; text: string }
type Message = Question | Answer | Collected

/** A worker that is too busy to answer is left out. */
const WAIT_MS = 2_000

let lastId = 0

/** In a worker: the metrics of all workers, `own` being this one's. In a process without workers: `own`. */
export function metricsOfAll(own: string): Promise<string> {
  if (!cluster.isWorker) return Promise.resolve(own)
  const id = ++lastId
  return new Promise((resolve) => {
    const finish = (text: string) => {
      clearTimeout(timer)
      process.off('message', onMessage)
      resolve(text)
    }
    const onMessage = (message: unknown) => {
      if (isMessage(message) && message.kind === 'tollgate:metrics-of-all' && message.id === id) finish(message.text)
    }
    const timer = setTimeout(() => finish(labelled(own, String(cluster.worker?.id ?? 0))), 2 * WAIT_MS)
    process.on('message', onMessage)
    process.send?.({ kind: 'tollgate:metrics-wanted', id } satisfies Question)
  })
}

/** In a worker: answers when the first process asks. */
export function answerMetrics(metrics: () => string): void {
  if (!cluster.isWorker) return
  process.on('message', (message: unknown) => {
    if (!isMessage(message) || message.kind !== 'tollgate:metrics-wanted') return
    process.send?.({ kind: 'tollgate:metrics', id: message.id, text: metrics() } satisfies Answer)
  })
}

/** In the first process: carries questions and answers between workers. Returns what ends that. */
export function passMetricsOn(): () => void {
  const onMessage = (worker: Worker, message: unknown) => {
    if (!isMessage(message) || message.kind !== 'tollgate:metrics-wanted') return
    const { id } = message
    void collect().then((text) => {
      tell(worker, { kind: 'tollgate:metrics-of-all', id, text })
    })
  }
  cluster.on('message', onMessage)
  return () => cluster.off('message', onMessage)
}

async function collect(): Promise<string> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected())
  const texts = await Promise.all(workers.map((worker) => worker && askFor(worker)))
  return joined(texts.filter((text) => text !== undefined && text !== null))
}

function askFor(worker: Worker): Promise<string | null> {
  const id = ++lastId
  return new Promise((resolve) => {
    const finish = (text: string | null) => {
      clearTimeout(timer)
      worker.off('message', onMessage)
      resolve(text)
    }
    const onMessage = (message: unknown) => {
      if (isMessage(message) && message.kind === 'tollgate:metrics' && message.id === id)
        finish(labelled(message.text, String(worker.id)))
    }
    const timer = setTimeout(() => finish(null), WAIT_MS)
    worker.on('message', onMessage)
    tell(worker, { kind: 'tollgate:metrics-wanted', id }, () => finish(null))
  })
}

/** A worker may have died without our knowing it yet. A failure that nobody hears of would end the first process, and all with it. */
function tell(worker: Worker, message: Question | Collected, onFailure: () => void = () => {}): void {
  worker.send(message, (error: Error | null) => {
    if (error) onFailure()
  })
}

/** Each sample with the label `worker`. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function labelled(text: string, worker: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (line === '' || line.startsWith('#')) return line
      const [, name = '', labels, value = ''] = /^([^\s{]+)(?:\{(.*)\})?( .*)$/.exec(line) ?? []
      return `${name}{${labels ? `${labels},` : ''}worker="${worker}"}${value}`
    })
    .join('\n')
}

/** All samples of a metric stand together, under one line that says its type. */
export function joined(texts: readonly string[]): string {
  const samples = new Map<string, string[]>()
  for (const text of texts) {
    let type = ''
    for (const line of text.split('\n')) {
      if (line.startsWith('#')) type = line
      if (line === '') continue
      const list = samples.get(type) ?? []
      if (!line.startsWith('#')) list.push(line)
      samples.set(type, list)
    }
  }
  return `${[...samples].map(([type, lines]) => [type, ...lines].join('\n')).join('\n')}\n`
}

function isMessage(message: unknown): message is Message {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && String(message.kind).startsWith('tollgate:metrics')
  )
}

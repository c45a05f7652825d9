import cluster from 'node:cluster'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { joined, labelled, passMetricsOn } from './worker-metrics'

const text = '# TYPE spool_bytes gauge\nspool_bytes 12\n# TYPE attempts_total counter\nattempts_total{pool="a b",backend="c"} 3\n'

it('says of each sample whose it is, and leaves the types alone', () => {
  expect(labelled(text, '2')).toBe(
    '# TYPE spool_bytes gauge\nspool_bytes{worker="2"} 12\n# TYPE attempts_total counter\nattempts_total{pool="a b",backend="c",worker="2"} 3\n',
  )
})

it('puts the samples of a metric together under one type, also where one process has a metric more', () => {
  const more = `${text}# TYPE extra gauge\nextra 1\n`
  expect(joined([labelled(text, '1'), labelled(more, '2')])).toBe(
    [
      '# TYPE spool_bytes gauge',
      'spool_bytes{worker="1"} 12',
      'spool_bytes{worker="2"} 12',
      '# TYPE attempts_total counter',
      'attempts_total{pool="a b",backend="c",worker="1"} 3',
      'attempts_total{pool="a b",backend="c",worker="2"} 3',
      '# TYPE extra gauge',
      'extra{worker="2"} 1',
      '',
    ].join('\n'),
  )
})

it('outlives a worker that has died without anybody knowing it yet', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tollgate-workers-'))
  const exec = path.join(folder, 'idle.cjs')
  writeFileSync(exec, 'setInterval(() => {}, 1000)')
  cluster.setupPrimary({ exec, args: [], execArgv: [] })
  const stop = passMetricsOn()
  try {
    const worker = cluster.fork()
    const failures: unknown[] = []
    worker.on('error', (error) => failures.push(error))
    await once(worker, 'online')
    worker.process.kill('SIGKILL')
    // Its end of the pipe is closed meanwhile, and this process has no turn to hear of it.
    const untilMs = performance.now() + 100
    while (performance.now() < untilMs);
    expect(worker.isConnected()).toBe(true)
    cluster.emit('message', worker, { kind: 'tollgate:metrics-wanted', id: 1 })
    await once(worker, 'exit')
    await sleep(50)
    expect(failures).toEqual([])
  } finally {
    stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

import { expect, it } from 'vitest'
import { joined, labelled } from './worker-metrics'

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

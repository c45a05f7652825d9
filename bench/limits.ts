/**
 * `npm run bench:limits`: do limits hold under load, and do they let through what they promise? In one gateway process and in
 * three that share Redis; on loopback, bounded in count and time. Prints a table and writes `bench/results/limits.json`.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureCeiling } from './limits-ceiling'
import { type Bench, measureOvershoot, measureUtilisation, type Row } from './limits-load'
import { endShared, startBench } from './limits-setting'

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    window: { type: 'string', default: '20' },
    windows: { type: 'string', default: '3' },
  },
})
const [calls, rounds, window, windows] = [values.calls, values.rounds, values.window, values.windows].map(Number) as [
  number,
  number,
  number,
  number,
]
if (!(calls <= 2_000 && rounds <= 10 && window >= 5 && window <= 60 && windows <= 5)) {
  throw new Error('--calls is at most 2000, --rounds 10, --window 5 to 60 seconds, --windows 5')
}

const titles = ['setting', 'limit', 'answered', 'refused', 'amount', 'used', 'overshoot', 'used of it', 'bar', 'held']
const widths = [18, 22, 8, 8, 9, 9, 9, 10, 22, 4]
const CEILING_SECONDS = 5
const rows: Row[] = []
try {
  for (const processes of [1, 3]) {
    const bench = await startBench(processes)
    try {
      await measure(bench)
    } finally {
      await bench.stop()
    }
  }
} finally {
  await endShared()
}
const ceiling = await measureCeiling(CEILING_SECONDS)
console.log(
  `one Redis counts ${ceiling.callsPerSecond} calls a second, each under three limits, ${ceiling.meanMs.toFixed(1)} ms for each with 192 at a time`,
)
write()

async function measure(bench: Bench): Promise<void> {
  for (const kind of ['quota', 'rate', 'budget'] as const) show(await measureOvershoot(bench, kind, calls, rounds))
  show(await measureUtilisation(bench, window, windows))
}

function show(row: Row): void {
  rows.push(row)
  const { setting, what, answered, refused, amount, used, overshoot, share, bar } = row
  const verdict = row.passed ? 'yes' : 'NO'
  if (rows.length === 1) console.log(titles.map((title, i) => title.padStart(widths[i] ?? 0)).join(' '))
  const cells = [setting, what, answered, refused, amount, used, overshoot, `${(share * 100).toFixed(1)} %`, bar, verdict]
  console.log(cells.map((cell, i) => String(cell).padStart(widths[i] ?? 0)).join(' '))
}

function write(): void {
  mkdirSync('bench/results', { recursive: true })
  const about = { at: new Date().toISOString(), node: process.version, cpu: cpus()[0]?.model, calls, rounds, window, windows }
  writeFileSync('bench/results/limits.json', `${JSON.stringify({ about, rows, ceiling }, null, 2)}\n`)
  process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1
}

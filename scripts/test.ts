/**
 * `npm test`: types, lint, unit, integration and architecture tests on a real PostgreSQL, the production build, and browser
 * tests in Chromium. Its last line is `N passed, N failed`; types, lint and the build count as one each.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from './build-stamp.mjs'
import { ensureChromium } from './chromium'
import { ensureRedis } from './redis'

/** `failures`: each failed test's name and the first lines of what it said. */
type Count = { passed: number; failed: number; failures?: string[] }
type Step = { name: string; work: () => Promise<Count> }

const scratch = mkdtempSync(path.join(tmpdir(), 'tollgate-run-'))
const bin = (...parts: string[]) => path.join(root, 'node_modules', ...parts)

const steps: Step[] = [
  { name: 'Database client', work: () => runOne('scripts/generate-client.mjs') },
  { name: 'Types', work: () => runOne(bin('typescript', 'bin', 'tsc'), '--noEmit', '--incremental', 'false') },
  { name: 'Lint', work: () => runOne(bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '.') },
  { name: 'Unit, integration and architecture tests', work: runVitest },
  { name: 'Production build', work: () => runOne('--import', 'tsx', 'scripts/build.ts') },
  { name: 'Browser tests', work: runPlaywright },
]

await main()

async function main(): Promise<void> {
  const results: { name: string; count: Count; seconds: number }[] = []
  for (const { name, work } of steps) {
    console.log(`\n━━ ${name}`)
    const startedMs = Date.now()
    const count = await work().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error)
      return { passed: 0, failed: 1 }
    })
    results.push({ name, count, seconds: (Date.now() - startedMs) / 1000 })
  }
  rmSync(scratch, { recursive: true, force: true })
  console.log('\n━━ Summary')
  for (const { name, count, seconds } of results) {
    console.log(
      `${count.failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${count.passed} passed, ${count.failed} failed (${seconds.toFixed(1)} s)`,
    )
  }
  // Said again at the very end: a log that keeps only its last lines still names what failed.
  for (const failure of results.flatMap(({ count }) => count.failures ?? [])) console.log(`\nFAILED ${failure}`)
  const passed = results.reduce((sum, { count }) => sum + count.passed, 0)
  const failed = results.reduce((sum, { count }) => sum + count.failed, 0)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

/** A program that counts as one test. */
async function runOne(...args: string[]): Promise<Count> {
  const code = await run(args)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runVitest(): Promise<Count> {
  ensureRedis((sentence) => console.log(sentence))
  const report = path.join(scratch, 'vitest.json')
  const code = await run([
    bin('vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  type Report = {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    testResults: {
      name: string
      status: string
      message?: string
      assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]
    }[]
  }
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = readReport<Report>(report)
  // A file that could not even be loaded has no tests to fail; a skipped test is one that did not pass.
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const failures = [
    ...broken.map(({ name, message }) => describeFailure(name, message)),
    ...testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status !== 'passed')
        .map(({ fullName, failureMessages }) => describeFailure(`${name}: ${fullName}`, failureMessages?.join('\n'))),
    ),
  ]
  return atLeastOne({ passed: numPassedTests, failed: numFailedTests + numPendingTests + broken.length, failures }, code)
}

async function runPlaywright(): Promise<Count> {
  const report = path.join(scratch, 'playwright.json')
  const chromium = ensureChromium((sentence) => console.log(sentence))
  const env = {
    CHROMIUM_PATH: chromium,
    E2E_PORT: String(await findFreePort()),
    E2E_DATA_DIR: path.join(scratch, 'e2e'),
    E2E_REPORT: report,
  }
  const code = await run([bin('@playwright', 'test', 'cli.js'), 'test'], env)
  type Report = {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number }
    suites: Suite[]
  }
  const { stats, suites } = readReport<Report>(report)
  const failed = stats.unexpected + stats.flaky + stats.skipped
  return atLeastOne({ passed: stats.expected, failed, failures: suites.flatMap(failuresOf) }, code)
}

/** A file or a `describe` in Playwright's report. */
type Suite = {
  suites?: Suite[]
  specs?: {
    file: string
    title: string
    tests: { status: string; results: { error?: { message?: string } }[] }[]
  }[]
}

function failuresOf({ suites = [], specs = [] }: Suite): string[] {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status !== 'expected')
      .map(({ results }) => describeFailure(`${file}: ${title}`, results.find(({ error }) => error)?.error?.message)),
  )
  return [...own, ...suites.flatMap(failuresOf)]
}

/** The failed test's name, and of what it said the lines that tell most. */
function describeFailure(name: string, message = ''): string {
  return `${name.replace(`${root}/`, '')}\n${stripVTControlCharacters(message).split('\n').slice(0, 8).join('\n')}`.trimEnd()
}

/** A step that ended badly has failed, whatever its report says; so has one that tested nothing. */
function atLeastOne(count: Count, code: number): Count {
  const isBroken = (code !== 0 && count.failed === 0) || count.passed + count.failed === 0
  return isBroken ? { ...count, failed: 1 } : count
}

function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...withoutSettings(), ...env } })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Tests bring their own database and data directory: what is set for a real installation must not leak in. */
function withoutSettings(): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _url,
    REDIS_URL: _redis,
    DATA_DIR: _dir,
    PORT: _port,
    HOST: _host,
    PUBLIC_URL: _public,
    ...rest
  } = process.env
  return rest
}

function readReport<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    throw new Error('The step ended without a report.')
  }
}

/** Below those the system gives to whoever asks for any: the server that takes it starts minutes later. */
async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 9_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

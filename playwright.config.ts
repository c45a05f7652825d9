import path from 'node:path'
import { defineConfig } from '@playwright/test'
import { chromiumArgs, findChromium } from './scripts/chromium'

const port = process.env.E2E_PORT ?? '3298'
const dataDir = process.env.E2E_DATA_DIR ?? path.resolve('.data', 'e2e')
// Tests read what the demo wrote there: accounts, a key, a management token.
process.env.E2E_DATA_DIR = dataDir

export default defineConfig({
  testDir: 'e2e',
  // One server, one organisation: journeys that change it would trip over each other.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  outputDir: 'test-results',
  reporter: [['list'], ['json', { outputFile: process.env.E2E_REPORT ?? 'test-results/report.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium() ?? undefined, args: chromiumArgs },
  },
  webServer: {
    command: 'node scripts/demo.mjs',
    // Not /readyz: that answers before the demo organisation is there.
    wait: { stdout: /Tollgate is ready/ },
    env: { PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    reuseExistingServer: false,
    timeout: 240_000,
    stderr: 'pipe',
    // It stops its own database: never kill it outright.
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
})

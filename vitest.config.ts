import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['{lib,simulator,app,components,scripts}/**/*.test.{ts,tsx}', 'server.test.ts'],
    exclude: ['**/node_modules/**', 'lib/db/generated/**', 'e2e/**', '.next/**', 'dist/**'],
    globalSetup: ['lib/db/testing/postgres-for-tests.ts'],
    // No test asserts a duration by this: it ends what hangs, also on a machine that does much else.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    env: { NODE_ENV: 'test' },
  },
})

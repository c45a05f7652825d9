/**
 * A Chromium that starts, for the browser tests: the one named by CHROMIUM_PATH, Playwright's own, or the system's.
 * Where there is none it is installed: by Playwright's download, or by the system's package manager where that host is closed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { root } from './build-stamp.mjs'

/** Chromium in a container has no sandbox, no GPU, and no business with anybody but us. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const DOWNLOAD_LIMIT_MS = 120_000
const INSTALL_LIMIT_MS = 600_000

/** The path of one that is there, or null. It may still lack a system library. */
export function findChromium(): string | null {
  return listCandidates().find((file) => existsSync(file)) ?? null
}

/** The path of one that starts, installed where needed; throws a sentence naming Chromium where that is not possible. */
export function ensureChromium(say: (sentence: string) => void): string {
  const present = findStarting()
  if (present) return present
  say('Chromium is missing: trying Playwright’s download (two minutes at most)')
  const cli = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  // A closed network is no news worth pages of errors: the next way is tried.
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_LIMIT_MS })
  if (isRoot() && !findStarting() && existsSync(chromium.executablePath()))
    run(process.execPath, [cli, 'install-deps', 'chromium'], INSTALL_LIMIT_MS)
  const downloaded = findStarting()
  if (downloaded) return downloaded
  if (isRoot()) {
    say('That did not work: installing it with the system’s package manager')
    installFromSystem()
  }
  const installed = findStarting()
  if (installed) return installed
  const way = isRoot() ? 'no package manager here could install it' : 'this user may not install system packages'
  throw new Error(
    `Chromium is missing and ${way}: install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH to one.`,
  )
}

function listCandidates(): string[] {
  const named = process.env.CHROMIUM_PATH
  if (named) return [named]
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  return [chromium.executablePath(), ...names.flatMap((name) => folders.map((folder) => path.join(folder, name)))]
}

function findStarting(): string | null {
  return listCandidates().find((file) => existsSync(file) && doesStart(file)) ?? null
}

function doesStart(file: string): boolean {
  const profile = mkdtempSync(path.join(tmpdir(), 'tollgate-chromium-'))
  try {
    const args = [...chromiumArgs, '--headless', `--user-data-dir=${profile}`, '--dump-dom', 'about:blank']
    const { status, stdout } = spawnSync(file, args, { encoding: 'utf8', timeout: 30_000 })
    return status === 0 && stdout.includes('<html>')
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}

function installFromSystem(): void {
  const ways = [
    [
      ['apt-get', 'update', '-q'],
      ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'],
    ],
    [['dnf', 'install', '-y', '-q', 'chromium']],
    [['apk', 'add', '--no-progress', 'chromium']],
    [['pacman', '-Sy', '--noconfirm', 'chromium']],
  ]
  for (const commands of ways) {
    const manager = commands[0]?.[0] ?? ''
    if (spawnSync(manager, ['--version'], { stdio: 'ignore' }).status !== 0) continue
    for (const [program = '', ...args] of commands) run(program, args, INSTALL_LIMIT_MS)
    return
  }
}

function run(program: string, args: string[], limitMs: number): void {
  spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: limitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

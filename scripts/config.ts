/**
 * The configuration as code, through the management API: `npm run config export|plan|apply|drift -- [file] [--prune]`.
 * Asks the server at TOLLGATE_URL with the management token in TOLLGATE_TOKEN. `plan` ends with 2 where something would change.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { ConfigApplied, ConfigDrift, ConfigPlan } from '@/lib/contracts/config'
import { describeApplied, describePlan } from './config-words'

const usage = `npm run config export -- [file]          writes the configuration, to the screen without a file
npm run config plan -- file [--prune]    says what applying the file would change; ends with 2 where that is something
npm run config apply -- file [--prune]   applies it; credentials come from the variables the file names
npm run config drift                     says what was changed since the last apply; ends with 2 where that is something

TOLLGATE_URL is where the console is (http://localhost:3000), TOLLGATE_TOKEN a management token.`

const [verb, ...rest] = process.argv.slice(2)
const file = rest.find((word) => !word.startsWith('--'))
const prune = rest.includes('--prune')

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function run(): Promise<number> {
  if (verb === 'export') {
    const { yaml } = await ask<{ yaml: string }>('GET', 'config/export')
    if (file) writeFileSync(file, yaml)
    else process.stdout.write(yaml)
    return 0
  }
  if (verb === 'drift') {
    const drift = await ask<ConfigDrift>('GET', 'config/drift')
    if (!drift.plan) console.log('Nothing has been applied yet.')
    else console.log(`Applied ${drift.appliedAt} by ${drift.appliedBy}.\n${describePlan(drift.plan, 'drift')}`)
    return (drift.plan?.changes.length ?? 0) > 0 ? 2 : 0
  }
  if ((verb !== 'plan' && verb !== 'apply') || !file) {
    console.error(usage)
    return 1
  }
  const yaml = readFileSync(file, 'utf8')
  const plan = await ask<ConfigPlan>('POST', 'config/plan', { yaml, prune })
  console.log(describePlan(plan, 'plan'))
  if (plan.problems > 0) return 1
  if (verb === 'plan') return plan.changes.length > 0 ? 2 : 0
  if (plan.changes.length === 0) {
    await ask('POST', 'config/apply', { yaml, prune })
    return 0
  }
  const secrets = Object.fromEntries(plan.secrets.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  const missing = plan.secrets.filter((name) => !secrets[name])
  if (missing.length > 0) throw new Error(`Set ${missing.join(', ')}: the new credentials are in them.`)
  const applied = await ask<ConfigApplied>('POST', 'config/apply', { yaml, prune, secrets })
  console.log(describeApplied(applied))
  return applied.failure ? 1 : 0
}

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const url = process.env.TOLLGATE_URL ?? 'http://localhost:3000'
  const token = process.env.TOLLGATE_TOKEN
  if (!token) throw new Error(`Set TOLLGATE_TOKEN.\n\n${usage}`)
  const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json()) as T & { detail?: string; title?: string }
  if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `The server answered ${response.status}.`)
  return answer
}

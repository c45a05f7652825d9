/** The demo's first start makes an organisation and its month; later starts keep what is there. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemActor } from '@/lib/access/actor'
import { connectDemoInstance } from '@/lib/boot/demo/azure'
import { createBudgets } from '@/lib/boot/demo/budgets'
import { type DemoCaller, demoMonth, shareOf } from '@/lib/boot/demo/month'
import { moveBackends } from '@/lib/boot/demo/move-backends'
import { createOrganisation, type DemoOrganisation } from '@/lib/boot/demo/organisation'
import type { Running } from '@/lib/boot/running'
import { listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import type { KeyEntry } from '@/lib/gateway/catalog'
import { readCounterTotals } from '@/lib/runtime/counters/read-counter-totals'

/** `simulator` is where the simulated providers listened last. */
export type DemoFile = DemoOrganisation & { url: string; simulator: string }

export type DemoOptions = { url: string; simulatorUrl: string; say(sentence: string): void }

export async function setUpDemo(running: Running, { url, simulatorUrl, say }: DemoOptions): Promise<void> {
  const path = join(running.env.DATA_DIR, 'demo.json')
  const isNew = !existsSync(path)
  if (isNew) {
    say('Creating the demo organisation')
    const organisation = await createOrganisation(simulatorUrl)
    say('Booking a month of calls')
    const count = await bookMonth(running, organisation)
    say(`Booked ${count} calls`)
    await createBudgets()
    await connectDemoInstance(simulatorUrl)
    writeDemoFile(path, { url, simulator: simulatorUrl, ...organisation })
  } else {
    await moveBackends(simulatorUrl)
    await connectDemoInstance(simulatorUrl)
    writeDemoFile(path, { ...(JSON.parse(readFileSync(path, 'utf8')) as DemoFile), url, simulator: simulatorUrl })
  }
  announce(JSON.parse(readFileSync(path, 'utf8')) as DemoFile, say)
}

async function bookMonth(running: Running, organisation: DemoOrganisation): Promise<number> {
  const { catalog, ledger, counters } = running.dataPlane
  const head = await running.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  await catalog.reached(Number(head.version))
  const snapshot = catalog.current()
  if (!snapshot) throw new Error('the catalog is not there')
  const callers = await findCallers(running, organisation)
  const entries = demoMonth(snapshot, callers, Date.now())
  await Promise.all(entries.map((entry) => ledger.close(entry)))
  await ledger.drain(60_000)
  await counters.seed(await readCounterTotals(running.pool))
  // The limits were in force all that time: the check of the books compares what they counted with the records.
  await running.pool.query(
    "update limits set created_at = created_at - interval '100 days', updated_at = created_at - interval '100 days'",
  )
  return entries.length
}

async function findCallers(running: Running, { keys }: DemoOrganisation): Promise<DemoCaller[]> {
  const snapshot = running.dataPlane.catalog.current()
  const names = new Map(
    (await listSubscriptions(systemActor('Demo set-up'), { limit: 100 })).items.map((one) => [one.id.slice(4), one.name]),
  )
  return keys.flatMap(({ key }) => {
    const entry: KeyEntry | undefined = snapshot?.findKey(running.dataPlane.digestKey(key))
    if (!entry) return []
    const name = names.get(entry.subscription.id.replaceAll('-', '')) ?? ''
    return [{ subscription: entry.subscription, keyId: entry.id, userId: entry.userId, share: shareOf(name) }]
  })
}

function writeDemoFile(path: string, file: DemoFile): void {
  writeFileSync(path, JSON.stringify(file, null, 2), { mode: 0o600 })
}

function announce({ url, accounts, keys }: DemoFile, say: (sentence: string) => void): void {
  const [first] = keys
  const width = Math.max(...accounts.map(({ email }) => email.length))
  say('')
  say(`Console   ${url}`)
  say('Accounts')
  for (const { email, password, role } of accounts) say(`  ${email.padEnd(width)}  ${password}  (${role})`)
  if (first) {
    say(`A key of the product ${first.product}`)
    say(`  ${first.key}`)
    say('A first call')
    say(`  curl ${url}/v1/chat/completions \\`)
    say(`    -H "Authorization: Bearer ${first.key}" -H "Content-Type: application/json" \\`)
    say(`    -d '{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello"}]}'`)
  }
  say('')
}

/** The month that docs/chargeback.md works out, line by line: its tables are what goes in, and what must come out of the real code. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { newUuid, parsePublicId } from '@/lib/base/ids'
import { divideRounded, formatNano, NANO, parseNano } from '@/lib/base/money'
import { findProjectRoot } from '@/lib/base/project-root'
import { exactly } from '@/lib/boot/testing/arithmetic'
import { readTables } from '@/lib/boot/testing/markdown-tables'
import { createBackend } from '@/lib/control/backends/backend-commands'
import { createCommitment } from '@/lib/control/commitments/commitment-operations'
import { sharesOf } from '@/lib/control/commitments/hour-shares'
import { issueKey } from '@/lib/control/keys/issue-key'
import { createModel } from '@/lib/control/models/model-commands'
import { createPool } from '@/lib/control/pools/pool-operations'
import { createContract } from '@/lib/control/price-contracts/contract-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { createProduct } from '@/lib/control/products/product-commands'
import { publishProduct } from '@/lib/control/products/product-states'
import { createRate } from '@/lib/control/rates/create-rate'
import { knownRates } from '@/lib/control/rates/rate-view'
import { bookRerating, proposeRerating } from '@/lib/control/reratings/rerating-operations'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { createTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { type KeyEntry, type Snapshot, zoneAt } from '@/lib/gateway/catalog'
import { priceFor } from '@/lib/gateway/steps/price-for'
import { convertNano } from '@/lib/policy/currency/convert'
import { localDayAt } from '@/lib/policy/limits/calendar'
import { costOf } from '@/lib/policy/pricing/price'
import { tokensOf } from '@/lib/policy/pricing/tokens'
import { buildSnapshot } from '@/lib/runtime/catalog/build-snapshot'
import { KeyTable } from '@/lib/runtime/catalog/key-table'
import { type CatalogRows, catalogNouns, readKeys, readRows } from '@/lib/runtime/catalog/rows'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { closeOf, jsonOf, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

const tables = readTables(readFileSync(path.join(findProjectRoot(), 'docs/chargeback.md'), 'utf8'))
const calls = tables.of('call', 'admitted (UTC)')
const hours = tables.of('hour (UTC)', 'part')
const lines = tables.of('tenant', 'line', 'used in')
const totals = tables.of('tenant', 'month', 'total')
const zones = tables.of('tenant', 'zone')

let control: TestControl
let pool: SqlPool
let ann: Actor
let bob: Actor
let snapshot: Snapshot
const ids = new Map<string, string>()
const idOf = (name: string) => ids.get(name) ?? ''
const keys = new Map<string, KeyEntry>()
const amount = (text: string) => parseNano(text.replaceAll(',', '')) ?? 0n
const nano = (text: string) => {
  const { n, d } = exactly(text)
  return divideRounded(n * NANO, d)
}

beforeAll(async () => {
  control = await startTestControl()
  pool = createSqlPool(control.url)
  const { system, clock } = control
  clock.set(Date.parse('2026-09-01T00:00:00Z'))
  ann = await makeActor(control, { platformRole: 'finance' })
  bob = await makeActor(control, { platformRole: 'finance' })
  for (const name of ['EU', 'US', 'PTU']) {
    const model = name === 'US' ? 'boreas' : 'atlas'
    const there = { name, provider: 'azure-openai' as const, baseUrl: `https://${name.toLowerCase()}.openai.azure.com` }
    const credential = { kind: 'none' as const }
    ids.set(name, (await createBackend(system, { ...there, credential, deployments: [{ model, name: model }] })).id)
  }
  for (const [name, members] of Object.entries({ atlas: ['PTU', 'EU'], boreas: ['US'] })) {
    const { id } = await createPool(system, { name, members: members.map((one) => ({ backendId: idOf(one) })) })
    await createModel(system, { name, poolId: id, capabilities: ['chat'], contextWindow: 2_000_000, maxOutputTokens: 100_000 })
  }
  const product = await createProduct(system, { name: 'Chat', models: ['atlas', 'boreas'], requiresApproval: false })
  ids.set('Chat', (await publishProduct(system, { id: product.id })).id)
  for (const { tenant, zone, currency } of zones) {
    const { id } = await createTenant(system, {
      name: tenant ?? '',
      costCentre: `CC ${tenant}`,
      timeZone: zone ?? '',
      currency: currency ?? '',
    })
    ids.set(tenant ?? '', id)
    const subscription = await createSubscription(system, { tenantId: id, productId: idOf('Chat'), name: `${tenant} app` })
    const key = await issueKey(system, { id: subscription.id, slot: 'primary' })
    ids.set(`${tenant} subscription`, subscription.id).set(`${tenant} key`, key.id)
  }
  const effectiveFrom = '2026-01-01T00:00:00Z'
  await createPrice(system, {
    model: 'atlas',
    currency: 'EUR',
    effectiveFrom,
    perMillion: { input: '2.00', cacheRead: '0.50', output: '8.00' },
    tiers: [{ above: 200_000, perMillion: { input: '4.00', cacheRead: '1.00', output: '12.00' } }],
  })
  await createPrice(system, { model: 'boreas', currency: 'USD', effectiveFrom, perMillion: { input: '0.15', output: '0.60' } })
  await createContract(system, { name: 'frame', kind: 'discount', percent: 12.5, tenantId: idOf('New York'), effectiveFrom })
  await createContract(system, { name: 'platform', kind: 'margin', percent: 2, productId: idOf('Chat'), effectiveFrom })
  for (const [month, rate] of Object.entries({ '2026-10': '1.0853', '2026-11': '1.0921' }))
    await createRate(ann, { month, from: 'EUR', rate, source: 'ECB' })
  await createCommitment(ann, {
    name: 'Sweden PTU',
    backendId: idOf('PTU'),
    currency: 'EUR',
    units: 40,
    hourlyCost: '7.35',
    perMinute: 4_000,
    outputWeight: 4,
    from: '2026-11-10T08:00:00Z',
    until: '2026-11-10T11:00:00Z',
    ownerId: idOf('Platform'),
    idleRule: 'reservation',
    reservations: [
      { tenantId: idOf('Mumbai'), units: 10 },
      { tenantId: idOf('New York'), units: 20 },
    ],
  })
  snapshot = await readSnapshot()
  for (const { tenant } of zones) keys.set(tenant ?? '', await keyOf(tenant ?? ''))
})
afterAll(async () => {
  await pool.end()
  await control.close()
})

async function readSnapshot(): Promise<Snapshot> {
  const rows = await Promise.all(catalogNouns.map(async (noun) => [noun, await readRows(pool, noun, null)]))
  const context = { keyRing: control.ports.keyRing, onError: (error: unknown) => expect.fail(String(error)) }
  const table = new KeyTable()
  for await (const records of readKeys(pool, null)) table.add(records)
  return buildSnapshot(1, Object.fromEntries(rows) as CatalogRows, table, context)
}

const uuid = (noun: Parameters<typeof parsePublicId>[0], name: string) => parsePublicId(noun, idOf(name)) ?? ''

async function keyOf(tenant: string): Promise<KeyEntry> {
  const { digest } = await control.db.key.findUniqueOrThrow({ where: { id: uuid('key', `${tenant} key`) } })
  const key = snapshot.findKey(Buffer.from(digest).toString('hex'))
  if (!key) throw new Error(`the key of ${tenant} is not in the catalog`)
  return key
}

/** Bills a call as the gateway does when it settles it, and books it as the flush does. */
async function book(
  row: Record<string, string>,
): Promise<{ day: string; costNano: bigint | null; currency: string | undefined }> {
  const key = keys.get(row.tenant ?? '')
  const model = snapshot.models.get(row.model ?? '')
  if (!key || !model) throw new Error(`call ${row.call} is of nobody`)
  const backendId = uuid('backend', row.backend ?? '')
  const atMs = Date.parse(row['admitted (UTC)'] ?? '')
  const count = (name: string) => Number((row[name] ?? '0').replaceAll(',', ''))
  const tokens = { ...tokensOf(count('input'), count('output')), cacheRead: count('cache read') }
  const price = priceFor({ key, snapshot }, model, backendId, atMs)
  const costNano = price && costOf(price, tokens)
  const day = localDayAt(zoneAt(key.subscription.tenant, atMs), atMs)
  const { subscription, product } = key
  const open = openOf(newUuid(atMs))
  const identity = {
    ...open.identity,
    startedAtMs: atMs,
    localDay: day,
    tenantId: subscription.tenant.id,
    productId: product.id,
    subscriptionId: subscription.id,
    keyId: key.id,
    model: model.name,
  }
  const entry = closeOf(
    { ...open, identity },
    { backendId, tokens, costNano, currency: price?.currency ?? null, priceId: price?.id ?? null, charges: [] },
  )
  expect(await insertBatch(pool, [jsonOf(entry)], 'replica')).toBe(1)
  return { day, costNano, currency: price?.currency }
}

const words = { direct: 'usage', late: 'late', adjustment: 're-rating', shared: 'shared' }

/** Closes a tenant's month, and says its lines as the page does. */
async function close(tenant: string, month: string): Promise<string[][]> {
  const statement = await closeStatement(ann, { month, tenantId: idOf(tenant) })
  const rates = await knownRates(control.db, 'USD')
  const total = totals.find((row) => row.tenant === tenant && row.month === month)
  expect([
    statement.totals.map((one) => `${one.cost} ${one.currency}`).join(' + '),
    statement.reporting?.cost ?? statement.totals[0]?.cost,
  ]).toEqual([total?.total, total?.['in USD']])
  return statement.lines.map(({ kind, isUsed, currency, cost, ...line }) => {
    const word = isUsed === null ? words[kind] : `${words[kind]}, ${isUsed ? 'used' : 'idle'}`
    const rateNano =
      currency === 'USD' ? NANO : (rates.find((rate) => rate.month === line.month && rate.from === currency)?.rateNano ?? 0n)
    const usd = formatNano(convertNano(amount(cost), rateNano))
    return [
      tenant,
      month,
      word,
      line.month,
      line.model ?? 'none',
      line.backendName ?? 'none',
      String(line.calls),
      cost,
      currency,
      usd,
    ]
  })
}

const callsIn = (cell: string) => (cell === '–' ? 0 : cell.split('+').length)
const told = (tenant: string, month: string) =>
  lines
    .filter((row) => row.tenant === tenant && row.month === month)
    .map((row) => [
      tenant,
      month,
      row.line,
      row['used in'],
      row.model,
      row.backend,
      String(callsIn(row.calls ?? '')),
      row.cost,
      row.currency,
      row.USD,
    ])

describe('the month in docs/chargeback.md', () => {
  it('has all its tables', () => {
    expect([calls.length, hours.length, lines.length, totals.length, zones.length]).toEqual([15, 12, 19, 9, 4])
  })

  it.each(calls.filter(({ call }) => call !== '15'))(
    'bills call $call of $tenant on its day, for what its arithmetic says',
    async (row) => {
      const { day, costNano, currency } = await book(row)
      expect([day, costNano === null ? null : formatNano(costNano), currency]).toEqual([row['its day'], row.cost, row.currency])
      if (row.arithmetic !== 'paid by the hour') expect(formatNano(nano(row.arithmetic ?? ''))).toBe(row.cost)
    },
  )

  it.each([...new Set(hours.map((row) => row['hour (UTC)'] ?? ''))])('shares the hour from %s', async (hour) => {
    const row = await control.db.commitment.findFirstOrThrow()
    const from = new Date(hour)
    const shares = await sharesOf(control.db, row, from, new Date(from.getTime() + 3_600_000))
    const names = new Map(zones.map(({ tenant = '' }) => [uuid('tenant', tenant), tenant]))
    const own = hours.filter((one) => one['hour (UTC)'] === hour)
    expect(
      shares.map((share) => [names.get(share.tenantId), share.isUsed ? 'used' : 'idle', formatNano(share.costNano)]).sort(),
    ).toEqual(own.map((one) => [one.tenant, one.part, one.pays]).sort())
    for (const one of own) expect(formatNano(nano(one.arithmetic ?? ''))).toBe(one.pays)
  })

  it('closes October and November, each tenant by its own clock, line by line', async () => {
    control.clock.set(Date.parse('2026-12-01T05:00:00Z'))
    for (const month of ['2026-10', '2026-11'])
      for (const { tenant = '' } of zones) {
        const expected = told(tenant, month)
        if (expected.length > 0) expect((await close(tenant, month)).sort()).toEqual(expected.sort())
      }
  })

  it('says what came late, and what a corrected price changes, on the statements of December', async () => {
    const late = calls.find(({ call }) => call === '15')
    const { costNano } = await book(late ?? {})
    expect([formatNano(costNano ?? 0n), formatNano(nano(late?.arithmetic ?? ''))]).toEqual([late?.cost, late?.cost])
    control.clock.set(Date.parse('2027-01-04T12:00:00Z'))
    const effectiveFrom = '2026-11-01T00:00:00Z'
    await createPrice(ann, { model: 'boreas', currency: 'USD', effectiveFrom, perMillion: { input: '0.18', output: '0.60' } })
    control.clock.set(Date.parse('2027-01-04T12:01:00Z'))
    const { id } = await proposeRerating(ann, { model: 'boreas', from: effectiveFrom, reason: 'the price of November' })
    await bookRerating(bob, { id })
    for (const tenant of ['Kathmandu', 'New York'])
      expect((await close(tenant, '2026-12')).sort()).toEqual(told(tenant, '2026-12').sort())
  })

  it('adds up: lines to totals, arithmetic to amounts', () => {
    for (const row of lines) expect(formatNano(nano(row['in USD'] ?? '')), row['in USD']).toBe(row.USD)
    for (const { tenant = '', month = '', total = '', 'in USD': usd } of totals) {
      const own = lines.filter((row) => row.tenant === tenant && row.month === month)
      const sums = new Map<string, bigint>()
      for (const row of own) sums.set(row.currency ?? '', (sums.get(row.currency ?? '') ?? 0n) + amount(row.cost ?? ''))
      const text = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, sum]) => `${formatNano(sum)} ${currency}`)
      expect([tenant, month, text.join(' + '), formatNano(own.reduce((sum, row) => sum + amount(row.USD ?? ''), 0n))]).toEqual([
        tenant,
        month,
        total,
        usd,
      ])
    }
  })
})

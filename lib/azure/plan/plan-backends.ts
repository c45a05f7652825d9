/** Backends and pools. A pool of APIM is a pool here; one backend that answers alone is a pool of one. */
import type { Estate, EstateBackend, EstateBreakerRule } from '@/lib/azure/apim/estate'
import { type Draft, keyOf, make, nameFrom, say } from '@/lib/azure/plan/draft'
import { hoursAndMinutes } from '@/lib/azure/plan/durations'
import { isModelAddress } from '@/lib/azure/plan/model-apis'

export type PlannedBackends = {
  /** By APIM's name: the backend here. */
  backends: Map<string, string>
  /** By APIM's name: the pool here that is this target. */
  poolOf(target: string): string | null
  /** Makes a backend and a pool of one for an address no backend of the instance has. */
  poolOfAddress(source: string, name: string, url: string): string
  /** The pool that has all of them, the caller's region first. */
  regionPool(source: string, name: string, targets: readonly string[]): string | null
}

type Special = { withIdentity: ReadonlySet<string>; aside: ReadonlySet<string> }

export function planBackends(draft: Draft, estate: Estate, { withIdentity, aside }: Special): PlannedBackends {
  const byName = new Map(estate.backends.map((one) => [one.name, one]))
  const backends = new Map<string, string>()
  const pools = new Map<string, string>()
  for (const backend of estate.backends) {
    if (aside.has(backend.name)) sayAside(draft, backend)
    else if (backend.pool === null) backends.set(backend.name, planBackend(draft, backend, withIdentity.has(backend.name)))
  }
  for (const backend of estate.backends) {
    if (backend.pool !== null) planPool(draft, backend, { byName, backends, pools })
  }
  const poolOf = (target: string): string | null => {
    const known = pools.get(target)
    if (known) return known
    const backend = byName.get(target)
    const own = backends.get(target)
    if (!backend || own === undefined) return null
    const doc = { members: [{ backend: own }], ...breakerOf(backend.circuitBreaker) }
    const name = make(draft, 'pools', `${keyOf('backend', target)} alone`, own, doc)
    pools.set(target, name)
    return name
  }
  return {
    backends,
    poolOf,
    poolOfAddress(source, name, url) {
      const doc = { provider: providerOf(url), baseUrl: baseUrlOf(url), credential: { kind: 'none' }, region: regionOf(url) }
      const own = make(draft, 'backends', source, name, doc)
      return make(draft, 'pools', source, own, { members: [{ backend: own }] })
    },
    regionPool(source, name, targets) {
      const members = [...new Set(targets.flatMap((target) => singlesOf(byName, target)))].flatMap(
        (single) => backends.get(single) ?? [],
      )
      if (members.length === 0) return null
      return make(draft, 'pools', source, name, { members: members.map((backend) => ({ backend })), prefersUserRegion: true })
    },
  }
}

function sayAside(draft: Draft, { name, title, url }: EstateBackend): void {
  const reason = 'Only a policy that is not brought over asks it: it answers no model.'
  say(draft, { kind: 'backend', name, title: title ?? name, verdict: 'not', reason, there: { url: url.split(/[?#]/)[0] } })
}

function singlesOf(byName: ReadonlyMap<string, EstateBackend>, target: string): string[] {
  const backend = byName.get(target)
  if (!backend) return []
  return backend.pool === null ? [backend.name] : backend.pool.map((member) => member.backend)
}

function planBackend(draft: Draft, backend: EstateBackend, hasIdentity: boolean): string {
  const { name, title, url, circuitBreaker, tls } = backend
  const credential: PlannedCredential = hasIdentity ? { kind: 'managed-identity' } : credentialOf(backend)
  const losses: string[] = []
  const provider = providerOf(url, backend.resourceId)
  if (provider === 'openai-compatible')
    losses.push('Its address does not say which provider it is: it is called as one that is compatible with OpenAI')
  if (backend.credentials.kind === 'certificate' || backend.credentials.kind === 'authorization')
    losses.push('Its credential cannot be read: set it at the backend')
  else if (backend.credentials.kind === 'headers' && credential.kind === 'none')
    losses.push('None of its headers refers to a named value, so its credential cannot be fetched: set it at the backend')
  if (!tls.validateChain || !tls.validateName) losses.push('Certificates are always checked here')
  if (circuitBreaker.length > 1) losses.push(`Of its ${circuitBreaker.length} breaker rules the first is taken`)
  const doc = {
    provider,
    baseUrl: baseUrlOf(url),
    region: regionOf(`${url} ${name} ${title ?? ''}`),
    credential,
    ...(provider === 'azure-openai' ? { apiVersion: '2024-10-21' } : {}),
  }
  const own = make(draft, 'backends', keyOf('backend', name), nameFrom(title ?? '', name), doc)
  say(draft, {
    kind: 'backend',
    name,
    title: title ?? name,
    verdict: losses.length === 0 ? 'maps' : 'loss',
    reason: losses.length === 0 ? 'A backend with its address and credential.' : `${losses.join('. ')}.`,
    there: { url: url.split(/[?#]/)[0], credentials: credentialWords(backend), breaker: circuitBreaker.map(breakerWords) },
    here: [{ noun: 'backends', name: own, fields: { ...doc, credential: credentialSays(credential) } }],
  })
  return own
}

type Known = { byName: ReadonlyMap<string, EstateBackend>; backends: ReadonlyMap<string, string>; pools: Map<string, string> }

function planPool(draft: Draft, { name, title, pool }: EstateBackend, { byName, backends, pools }: Known): void {
  const members: { backend: string; priority: number; weight: number }[] = []
  const losses: string[] = []
  const priorities = (pool ?? []).map(({ priority }) => priority ?? 0)
  const shift = Math.min(...priorities, 1) < 1 ? 1 : 0
  for (const { backend, priority, weight } of pool ?? []) {
    const own = backends.get(backend)
    if (own === undefined) losses.push(`Its member ${backend} is not there`)
    else if (!members.some((one) => one.backend === own)) {
      if (weight === 0) losses.push(`${backend} has the weight 0, which is 1 here`)
      members.push({ backend: own, priority: (priority ?? 0) + shift || 1, weight: weight === null ? 100 : Math.max(1, weight) })
    }
  }
  const there = {
    members: (pool ?? []).map((one) => `${one.backend} (priority ${one.priority ?? '-'}, weight ${one.weight ?? '-'})`),
  }
  if (members.length === 0) {
    say(draft, { kind: 'backend', name, title: title ?? name, verdict: 'not', reason: 'None of its members is there.', there })
    return
  }
  const rules = (pool ?? []).flatMap(({ backend }) => byName.get(backend)?.circuitBreaker.slice(0, 1) ?? [])
  if (new Set(rules.map((rule) => breakerWords(rule))).size > 1)
    losses.push('Its members have different breaker rules: a pool has one here, that of the first')
  const doc = { members, ...breakerOf(rules) }
  const own = make(draft, 'pools', keyOf('backend', name), nameFrom(title ?? '', name), doc)
  pools.set(name, own)
  say(draft, {
    kind: 'backend',
    name,
    title: title ?? name,
    verdict: losses.length === 0 ? 'maps' : 'loss',
    reason: losses.length === 0 ? 'A pool with the same priorities and weights.' : `${losses.join('. ')}.`,
    there,
    here: [
      {
        noun: 'pools',
        name: own,
        fields: {
          members: members.map((m) => `${m.backend} (${m.priority}, ${m.weight})`),
          breaker: rules[0] && breakerWords(rules[0]),
        },
      },
    ],
  })
}

function breakerOf(rules: readonly EstateBreakerRule[]): { breaker?: object } {
  const [rule] = rules
  if (!rule) return {}
  const { count, percentage, interval, statusCodeRanges, errorReasons, tripDuration, acceptRetryAfter } = rule
  return {
    breaker: {
      failureCondition: {
        ...(percentage !== null && count === null ? { percentage } : { count: count ?? 1 }),
        interval: hoursAndMinutes(interval),
        ...(statusCodeRanges.length > 0 ? { statusCodeRanges: statusCodeRanges.slice(0, 10) } : {}),
        ...(errorReasons.length > 0 ? { errorReasons: errorReasons.slice(0, 20) } : {}),
      },
      tripDuration: hoursAndMinutes(tripDuration),
      acceptRetryAfter,
    },
  }
}

function breakerWords({ count, percentage, interval, tripDuration }: EstateBreakerRule): string {
  return `${count ?? `${percentage} %`} in ${interval}, open for ${tripDuration}`
}

export type PlannedCredential =
  | { kind: 'none' }
  | { kind: 'managed-identity' }
  | { kind: 'key-vault'; uri: string }
  | { kind: 'api-key'; namedValue: string }

/** A named value's secret is fetched when it is imported, and never before. */
function credentialOf({ credentials }: EstateBackend): PlannedCredential {
  const part = [...credentials.headers, ...credentials.query].find(({ namedValue }) => namedValue !== null)
  return part?.namedValue ? { kind: 'api-key', namedValue: part.namedValue } : { kind: 'none' }
}

function credentialSays(credential: PlannedCredential): string {
  return credential.kind === 'api-key' ? `API key, from the named value ${credential.namedValue}` : credential.kind
}

function credentialWords({ credentials }: EstateBackend): string {
  const names = [...credentials.headers, ...credentials.query].map(({ name }) => name)
  return credentials.kind === 'none' ? 'none' : `${credentials.kind}${names.length > 0 ? `: ${names.join(', ')}` : ''}`
}

export function providerOf(url: string, resourceId: string | null = null): string {
  const { host, path } = partsOf(url)
  if (/\.openai\.azure\.|\.cognitiveservices\.azure\.|\.services\.ai\.azure\./i.test(host)) return 'azure-openai'
  if (/Microsoft\.CognitiveServices/i.test(resourceId ?? '')) return 'azure-openai'
  if (host === 'api.openai.com') return 'openai'
  if (host === 'api.anthropic.com') return 'anthropic'
  if (/\/openai(\/|$)/i.test(path) || (/openai/i.test(url) && isModelAddress(url) && !/\/v1\/?$/.test(path)))
    return 'azure-openai'
  return 'openai-compatible'
}

/** Azure's adapter adds `/openai` and what follows itself. */
export function baseUrlOf(url: string): string {
  const plain = url.split(/[?#]/)[0] ?? url
  return (providerOf(url) === 'azure-openai' ? plain.replace(/\/openai(\/.*)?$/i, '') : plain).replace(/\/+$/, '')
}

function partsOf(url: string): { host: string; path: string } {
  if (!URL.canParse(url)) return { host: '', path: '' }
  const { hostname, pathname } = new URL(url)
  return { host: hostname.toLowerCase(), path: pathname }
}

const REGION =
  /(australia(?:central2?|east|southeast)|austria east|brazil(?:south|southeast)|canada(?:central|east)|central(?:us|india)|east(?:us2?|asia)|france(?:central|south)|germany(?:north|westcentral)|israelcentral|italynorth|japan(?:east|west)|korea(?:central|south)|mexicocentral|north(?:centralus|europe)|norway(?:east|west)|polandcentral|qatarcentral|south(?:africanorth|africawest|centralus|eastasia|india)|spaincentral|sweden(?:central|south)|switzerland(?:north|west)|uae(?:central|north)|uk(?:south|west)|west(?:centralus|europe|us[23]?|india))/

/** Where a name or an address says it. */
export function regionOf(text: string): string | null {
  return REGION.exec(text.toLowerCase().replaceAll(/[-_]/g, ''))?.[1] ?? null
}

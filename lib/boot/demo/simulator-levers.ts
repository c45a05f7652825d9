/** What the demo's console may do with the simulated providers: see how they behave, break them, send them calls. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startTraffic } from '@/lib/boot/demo/traffic'
import type { SimulatorLevers } from '@/lib/control/control-ports'

type Demo = { url: string; keys: { key: string }[] }
type Mode = { mode: string; code?: number }

/** `simulatorUrl` is where the simulated providers listen; a backend below it is one of them, named by the first segment. */
export function createSimulatorLevers(simulatorUrl: string, dataDir: string): SimulatorLevers {
  const leverOf = (baseUrl: string) => {
    const name = baseUrl.startsWith(`${simulatorUrl}/`) ? baseUrl.slice(simulatorUrl.length + 1).split('/')[0] : undefined
    return name ? `${simulatorUrl}/_sim/resources/${name}/mode` : null
  }
  return {
    async modeOf(baseUrl) {
      const lever = leverOf(baseUrl)
      const answer = lever === null ? null : await fetch(lever).catch(() => null)
      return answer?.ok ? wordOf((await answer.json()) as Mode) : null
    },
    async setMode(baseUrl, mode) {
      const lever = leverOf(baseUrl)
      const answer = lever === null ? null : await fetch(lever, { method: 'PUT', body: JSON.stringify(settingOf(mode)) })
      return answer?.ok ?? false
    },
    async sendCalls(models) {
      const { url, keys } = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as Demo
      for (const { key } of keys) {
        const model = (await chatModelsOf(url, key)).find((name) => models.includes(name))
        if (model === undefined) continue
        startTraffic({ url, key, model })
        return true
      }
      return false
    },
  }
}

/** How long a slow provider takes to begin, and between two pieces. */
const SLOW = { ttfbMs: 3_000, chunkMs: 200 }

function settingOf(mode: string): object {
  if (mode === 'slow') return { mode, ...SLOW }
  if (mode === 'status-429') return { mode: 'status', code: 429, retryAfter: 20 }
  if (mode.startsWith('status-')) return { mode: 'status', code: Number(mode.slice(7)) }
  return { mode }
}

function wordOf({ mode, code }: Mode): string {
  return mode === 'status' ? `status-${code}` : mode
}

async function chatModelsOf(url: string, key: string): Promise<string[]> {
  const answer = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
  const { data = [] } = answer.ok ? ((await answer.json()) as { data?: { id: string }[] }) : {}
  return data.map(({ id }) => id).filter((id) => !id.includes('embedding'))
}

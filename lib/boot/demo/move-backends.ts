/** The simulated providers may listen on another port than last time: the demo's backends follow, with their credentials. */
import { systemActor } from '@/lib/access/actor'
import organisation from '@/lib/boot/demo/organisation.json' with { type: 'json' }
import { updateBackend } from '@/lib/control/backends/backend-commands'
import { listBackends } from '@/lib/control/backends/backend-queries'

export async function moveBackends(simulatorUrl: string): Promise<void> {
  const system = systemActor('Demo set-up')
  const { items } = await listBackends(system, { limit: 1000 })
  for (const { name, path, key } of organisation.backends) {
    const backend = items.find((one) => one.name === name)
    const baseUrl = simulatorUrl + path
    if (!backend || backend.baseUrl === baseUrl || !/^http:\/\/127\.0\.0\.1:/.test(backend.baseUrl)) continue
    await updateBackend(
      system,
      { id: backend.id, baseUrl, credential: { kind: 'api-key', value: key } },
      { ifMatch: String(backend.version) },
    )
  }
}

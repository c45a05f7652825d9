/** An instance that was read and whose plan was chosen, and imports of it. */
import type { Actor } from '@/lib/access/actor'
import { getAzureImport, startAzureImport } from '@/lib/azure/import/import-operations'
import { chooseAzurePlan } from '@/lib/azure/import/plan-operations'
import { runImport } from '@/lib/azure/import/run-import'
import { startAzureRead } from '@/lib/azure/read/read-operations'
import { runRead } from '@/lib/azure/read/run-read'
import { connect, startTestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { makeActor, startTestControl } from '@/lib/control/testing/test-control'

export type ImportScene = Awaited<ReturnType<typeof startImportScene>>

export async function startImportScene() {
  const control = await startTestControl()
  const azure = await startTestAzure()
  const admin: Actor = await makeActor(control, { platformRole: 'admin' })
  const run = (id: string, signal?: AbortSignal) =>
    runImport({ ports: control.ports, signal }, parsePublicId('azureImport', id) ?? '')
  return {
    control,
    azure,
    admin,
    run,
    /** Connects the world of that name, reads it and chooses the models its deployments serve. */
    async readOf(name: string): Promise<AzureInstance> {
      control.clock.advance(60_000)
      const instance = await connect(admin, azure, name)
      const { id } = await startAzureRead(admin, { id: instance.id })
      await runRead({ ports: control.ports, by: 'tests' }, parsePublicId('azureRead', id) ?? '')
      await chooseAzurePlan(admin, { id: instance.id, models: [{ name: 'gpt-4o-mini' }, { name: 'text-embedding-3-small' }] })
      return instance
    },
    /** From its start to its end. */
    async importOf(instance: AzureInstance) {
      const { id } = await startAzureImport(admin, { id: instance.id })
      await run(id)
      return getAzureImport(admin, { id })
    },
    async close() {
      await azure.close()
      await control.close()
    },
  }
}

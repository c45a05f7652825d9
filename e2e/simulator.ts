/** Where the demo's simulated providers listen: its backends say it. */
import type { Api } from '@/lib/boot/testing/estate'

export async function simulatorOf(api: Api): Promise<string> {
  const { items } = (await api('GET', '/backends?search=apimaoai01')) as unknown as { items: { name: string; baseUrl: string }[] }
  return new URL(items.find((backend) => backend.name === 'apimaoai01')?.baseUrl ?? '').origin
}

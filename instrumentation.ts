/** Runs once before Next answers. Under `server.ts` the runtime is there already; plain `next start` starts it here. */
export async function register(): Promise<void> {
  if (!('process' in globalThis) || typeof EdgeRuntime === 'string') return
  const { startFromNext } = await import('@/lib/boot/start-from-next')
  await startFromNext()
}

declare const EdgeRuntime: unknown

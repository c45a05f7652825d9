/**
 * Ends the process at a named point of a call's life, for the tests that prove nothing is lost there. `TOLLGATE_KILL_AT` says
 * where and at the how-manieth time (`after-open:40`); it is read in tests only (`readKillPoint`).
 */
import type { GatewayPorts, UpstreamListener } from '@/lib/gateway/ports'
import { type KillPoint, killSwitchOf } from '@/lib/runtime/ledger/testing/kill-switch'

/** Long enough for the request to be on its way, shorter than any answer of the simulated providers. */
const IN_FORWARD_MS = 15

/** The ports with the switch built in: `after-open`, `in-forward`, `mid-stream`, `after-close`. The flusher has the others. */
export function withKillPoints<P extends Pick<GatewayPorts, 'ledger' | 'upstream'>>(ports: P, at: KillPoint): P {
  const reach = killSwitchOf(at)
  const { ledger, upstream } = ports
  return {
    ...ports,
    ledger: {
      ...ledger,
      async open(entry) {
        await ledger.open(entry)
        reach('after-open')
      },
      async close(entry) {
        await ledger.close(entry)
        reach('after-close')
      },
    },
    upstream: {
      send(request, listener) {
        setTimeout(() => reach('in-forward'), IN_FORWARD_MS)
        return upstream.send(
          request,
          heard(listener, () => reach('mid-stream')),
        )
      },
    },
  }
}

/** From its second piece on, an answer is in the middle of its stream. */
function heard(listener: UpstreamListener, onMiddle: () => void): UpstreamListener {
  let pieces = 0
  return {
    onHead: (status, header) => listener.onHead(status, header),
    onData(chunk) {
      listener.onData(chunk)
      if (++pieces === 2) onMiddle()
    },
    onEnd: () => listener.onEnd(),
    onFailure: (failure, error) => listener.onFailure(failure, error),
  }
}

/** Callers that never pause: each sends a call, reads it to its last byte, and remembers what it was told. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

export type SeenCall = {
  /** What the caller named it: on the record as the client's request id. */
  id: string
  isStream: boolean
  /** How many tokens the answer has, if it is whole. */
  tokens: number
  status: number
  /** Did the last byte arrive? */
  isWhole: boolean
}

export type Load = {
  /** Calls under way now. */
  inFlight(): number
  seen: SeenCall[]
  /** No new calls; resolves when those under way have ended one way or the other. */
  stop(): Promise<SeenCall[]>
}

type Options = { url: string; key: string; callers: number; pauseMs?: number }

/** Half the callers stream. They end by themselves once the gateway is gone. */
export function startLoad({ url, key, callers, pauseMs = 0 }: Options): Load {
  const seen: SeenCall[] = []
  let isOver = false
  let inFlight = 0
  const loops = Array.from({ length: callers }, async (_, caller) => {
    for (let turn = 0; !isOver; turn++) {
      const tokens = 10 + ((caller * 7 + turn * 13) % 50)
      const call: SeenCall = { id: randomUUID(), isStream: caller % 2 === 0, tokens, status: 0, isWhole: false }
      seen.push(call)
      inFlight++
      await send(url, key, call).catch(() => {})
      inFlight--
      if (call.status === 0) await sleep(20)
      if (pauseMs > 0) await sleep(pauseMs)
    }
  })
  return {
    inFlight: () => inFlight,
    seen,
    async stop() {
      isOver = true
      await Promise.all(loops)
      return seen
    },
  }
}

async function send(url: string, key: string, call: SeenCall): Promise<void> {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-client-request-id': call.id },
    body: JSON.stringify({
      model: 'chaos',
      messages: [{ role: 'user', content: `[tokens=${call.tokens}] go` }],
      max_tokens: 400,
      stream: call.isStream,
    }),
    // Ends what hangs; what stands still under it may do so for long on a busy machine.
    signal: AbortSignal.timeout(120_000),
  })
  call.status = answer.status
  const text = await answer.text()
  call.isWhole = answer.status === 200 && (call.isStream ? text.trimEnd().endsWith('[DONE]') : text.includes('"usage"'))
}

/** Calls for the demo's eyes: a few a second, for a minute, whoever asks; asking again starts the minute anew. */
type Traffic = { url: string; key: string; model: string }

const EVERY_MS = 125
const FOR_MS = 60_000

let untilMs = 0
let timer: NodeJS.Timeout | null = null
let sent = 0

export function startTraffic(traffic: Traffic): void {
  untilMs = Date.now() + FOR_MS
  if (timer) return
  timer = setInterval(() => {
    if (Date.now() < untilMs) return void sendCall(traffic)
    if (timer) clearInterval(timer)
    timer = null
  }, EVERY_MS)
  timer.unref()
}

/** Every other one streams. What becomes of it is for the page to show. */
async function sendCall({ url, key, model }: Traffic): Promise<void> {
  const messages = [{ role: 'user', content: '[tokens=12] go' }]
  try {
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages, max_tokens: 20, stream: sent++ % 2 === 0 }),
    })
    await answer.arrayBuffer()
  } catch {
    // A call that breaks off is what the page is there to show.
  }
}

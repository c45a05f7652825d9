// Somebody who clicks about in the console: a process of its own, so that reading pages delays nobody who measures calls.
import { setTimeout as sleep } from 'node:timers/promises'

const [url, perSecond] = [process.env.CONSOLE_URL, Number(process.env.PAGES_A_SECOND)]
let isUsed = false
let visits = []
process.on('message', (message) => {
  visits = message.visits ?? visits
  isUsed = message.isUsed
})
process.on('disconnect', () => process.exit(0))

for (let i = 0; ; i++) {
  const visit = visits[i % visits.length]
  if (isUsed && visit) {
    const response = await fetch(url + visit.page, { headers: { cookie: visit.cookie }, redirect: 'manual' })
    await response.arrayBuffer()
    if (response.status !== 200) throw new Error(`${visit.page}: ${response.status}`)
  }
  await sleep(1000 / perSecond)
}

/**
 * The chunks of a stream are the same but for a few words. What stands before and behind those words is learned from one chunk
 * that was read whole; of the next ones that begin and end so, only what stands between is looked at. That says as much as
 * reading all of it: between equal ends a text without quotation marks can only be that text.
 */
import { asObject, parseObject } from '@/lib/gateway/json'

/** Where each chunk differs elsewhere too, nothing is gained by learning from every one. */
const MOST_LESSONS = 3
/** What needs no escape in JSON, and has none. */
const plain = /^[^"\\\u0000-\u001f]+$/
/** No model says this. */
const PROBE = '\u0001probe'

export class ChunkPattern {
  private before = ''
  private behind = ''
  private lessons = 0

  /** Learns from a chunk with one choice whose delta is `{ content }`: `text` is that content. */
  learn(data: string, text: string): void {
    if (this.lessons === MOST_LESSONS || !plain.test(text)) return
    this.lessons++
    const literal = `:"${text}"`
    for (let at = data.indexOf(literal); at !== -1; at = data.indexOf(literal, at + 1)) {
      const before = data.slice(0, at + 2)
      const behind = data.slice(at + 2 + text.length)
      if (contentOf(`${before}${JSON.stringify(PROBE).slice(1, -1)}${behind}`) !== PROBE) continue
      this.before = before
      this.behind = behind
      return
    }
  }

  /** The words of a chunk that differs from what was learned in them alone; null: read it whole. */
  textOf(data: string): string | null {
    const { before, behind } = this
    if (before === '' || !data.startsWith(before) || !data.endsWith(behind)) return null
    const end = data.length - behind.length
    if (end <= before.length) return null
    const text = data.slice(before.length, end)
    return plain.test(text) ? text : null
  }
}

function contentOf(data: string): unknown {
  const choices = parseObject(data)?.choices
  return Array.isArray(choices) ? asObject(asObject(choices[0])?.delta)?.content : undefined
}

/** What of a plain answer decides anything: its usage, its error, whether it has the list every answer has. */
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { isListField, parseField, readFields } from '@/lib/gateway/json-fields'

export class AnswerBody {
  readonly usage: JsonObject | null
  readonly error: unknown
  readonly hasList: boolean
  private parsed: JsonObject | null | undefined

  private constructor(
    private readonly bytes: Buffer,
    [usage, error, list]: (Buffer | undefined)[],
  ) {
    this.usage = asObject(parseField(usage))
    this.error = parseField(error)
    this.hasList = isListField(list)
  }

  /** Null where the bytes are not one whole object. `list` names the field that makes an answer one. */
  static read(bytes: Buffer, list: string): AnswerBody | null {
    const fields = readFields(bytes, ['usage', 'error', list])
    return fields && new AnswerBody(bytes, fields)
  }

  /** What a translated answer comes to. */
  static of(usage: JsonObject | null, error: unknown, whole: JsonObject | null): AnswerBody {
    const body = new AnswerBody(Buffer.alloc(0), [])
    return Object.assign(body, { usage, error, hasList: true, parsed: whole })
  }

  /** All of it, for the few who need it; null where it is no JSON after all. */
  whole(): JsonObject | null {
    if (this.parsed === undefined) this.parsed = asObject(parseField(this.bytes))
    return this.parsed
  }
}

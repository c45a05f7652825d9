import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isListField, parseField, readFields } from '@/lib/gateway/json-fields'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const names = ['usage', 'error', 'choices']

const value = fc.jsonValue({ maxDepth: 4 })
const object = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 40 })), value)

function read(text: string): unknown[] | null {
  return readFields(Buffer.from(text), names)?.map((field) => (field === undefined ? undefined : parseField(field))) ?? null
}

describe('single fields of an object', () => {
  it('are what JSON.parse says, however the object is written', () => {
    void fc.assert(
      fc.property(object, fc.constantFrom(undefined, 1, '\t'), (given, indent) => {
        const text = JSON.stringify(given, null, indent)
        const whole = JSON.parse(text) as Record<string, unknown>
        expect(read(text)).toEqual(names.map((name) => (Object.hasOwn(whole, name) ? whole[name] : undefined)))
      }),
    )
  })

  it('are none of half an object, wherever it broke off, and none of two', () => {
    void fc.assert(
      fc.property(object, fc.nat(), (given, at) => {
        const bytes = Buffer.from(JSON.stringify(given))
        expect(readFields(bytes.subarray(0, at % bytes.length), names)).toBeNull()
        expect(readFields(Buffer.concat([bytes, bytes]), names)).toBeNull()
      }),
    )
  })

  it('survive any bytes at all', () => {
    void fc.assert(
      fc.property(fc.array(fc.constantFrom(...'{}[]":,\\ab1\n '.split('')), { maxLength: 60 }), (marks) => {
        const text = marks.join('')
        const fields = readFields(Buffer.from(text), names)
        let whole: unknown = null
        try {
          whole = JSON.parse(text)
        } catch {
          return
        }
        if (typeof whole === 'object' && whole !== null && !Array.isArray(whole)) expect(fields).not.toBeNull()
        else expect(fields).toBeNull()
      }),
    )
  })

  it('are the last of two equal ones, as everywhere', () => {
    expect(read('{"usage":1,"usage":{"a":[2,"}"]},"x":"usage"}')).toEqual([{ a: [2, '}'] }, undefined, undefined])
  })

  it('end where a text does, with escapes before and after the search by machine', () => {
    const long = `${'x'.repeat(40)}\\"${'y'.repeat(40)}\\\\`
    expect(read(`{"id":"${long}","usage":3}`)?.[0]).toBe(3)
    for (let n = 0; n < 80; n++) expect(read(`{"id":${JSON.stringify(`${'a'.repeat(n)}\\"\\`)},"usage":3}`)?.[0]).toBe(3)
  })

  it('tells a list', () => {
    const [, , choices] = readFields(Buffer.from('{"choices": [1]}'), names) ?? []
    expect([isListField(choices), isListField(undefined)]).toEqual([true, false])
  })
})

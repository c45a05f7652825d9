import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formOf, parseForm, writeForm } from '@/lib/gateway/operations/form'
import { isRefusal } from '@/lib/gateway/refusal'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const type = 'multipart/form-data; boundary=----b0undary'
const part = (name: string, content: string | Buffer, more = '') =>
  Buffer.concat([
    Buffer.from(`------b0undary\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
const end = Buffer.from('------b0undary--\r\n')

it('reads fields, and passes files on byte for byte under another model', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (sound, prompt) => {
      const text = prompt.replaceAll('\r', '')
      const file = Buffer.from(sound)
      const bytes = Buffer.concat([
        part('file', file, '; filename="a.mp3"\r\nContent-Type: audio/mpeg'),
        part('model', 'mine'),
        part('prompt', text),
        end,
      ])
      const fields = parseForm(bytes, type)
      expect(fields).toEqual({ file: '(file)', model: 'mine', prompt: text })
      const form = formOf(fields)
      const again = form ? parseForm(writeForm(form, 'theirs'), type) : {}
      expect(again).toEqual({ file: '(file)', model: 'theirs', prompt: text })
      expect(formOf(again)?.parts[0]?.content).toEqual(file)
    }),
  )
})

it('adds the model where the path named it', () => {
  const form = formOf(parseForm(Buffer.concat([part('file', 'x', '; filename="a"'), end]), type))
  expect(form && parseForm(writeForm(form, 'm'), type).model).toBe('m')
})

it('refuses what is no form, and never fails otherwise', () => {
  const refused = (bytes: Buffer, given?: string) => {
    try {
      parseForm(bytes, given)
      return false
    } catch (error) {
      if (!isRefusal(error)) throw error
      return true
    }
  }
  const whole = Buffer.concat([part('a', 'b'), end])
  expect(refused(whole, type)).toBe(false)
  for (const given of [undefined, 'application/json', 'multipart/form-data']) expect(refused(whole, given)).toBe(true)
  for (let length = 0; length < whole.length - 4; length++) expect(refused(whole.subarray(0, length), type)).toBe(true)
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('------b0undary', '\r\n', '--', 'name="a"', 'Content-Disposition: form-data;', 'x')),
      (pieces) => {
        refused(Buffer.from(pieces.join('')), type)
      },
    ),
    { numRuns: 2_000 },
  )
})

it.each([
  ['a second name', 'Content-Disposition: form-data; name="x"; name="model"'],
  ['a second disposition', 'Content-Disposition: form-data; name="x"\r\nContent-Disposition: form-data; name="model"'],
  ['a folded line', 'Content-Disposition: form-data; name="x";\r\n name="model"'],
  ['an escaped quote', 'Content-Disposition: form-data; name="x\\"; name=\\"model"'],
  ['a name in two spellings', 'Content-Disposition: form-data; name="x"; name*=utf-8\'\'model'],
  ['the same field again', 'Content-Disposition: form-data; name="model"'],
])('refuses %s: the provider might read another model', (_, head) => {
  const odd = Buffer.from(`------b0undary\r\n${head}\r\n\r\ndear\r\n`)
  expect(() => parseForm(Buffer.concat([part('model', 'mine'), odd, end]), type)).toThrow(/more than once|in one way only/)
})

it('writes each head from what was read of it, and takes lists', () => {
  const head = 'content-disposition: form-data; filename="a\\"b.mp3"; name=file\r\nX-Other: 1\r\nContent-Type: audio/mpeg'
  const odd = Buffer.from(`------b0undary\r\n${head}\r\n\r\nsound\r\n`)
  const form = formOf(parseForm(Buffer.concat([part('kinds[]', 'word'), part('kinds[]', 'segment'), odd, end]), type))
  const written = form ? writeForm(form, 'm').toString() : ''
  expect(written.match(/name="kinds\[\]"/g)).toHaveLength(2)
  expect(written).toContain('Content-Disposition: form-data; name="file"; filename="a__b.mp3"\r\nContent-Type: audio/mpeg\r\n')
  expect(written).not.toContain('X-Other')
})

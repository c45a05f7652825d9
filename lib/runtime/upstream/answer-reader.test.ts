import { describe, expect, it } from 'vitest'
import type { AnswerHead } from '@/lib/runtime/upstream/answer-head'
import { AnswerReader } from '@/lib/runtime/upstream/answer-reader'
import { WireError } from '@/lib/runtime/upstream/wire-error'

type Heard = { status: number; body: string; isOver: boolean; isClean: boolean; keepsAlive: boolean; head: AnswerHead }

/** What is heard of bytes that arrive in pieces; `ends`: and then the connection ends. */
function hear(pieces: readonly Buffer[], ends = false): Heard[] {
  const heard: Heard[] = []
  const reader = new AnswerReader({
    onHead: (head) =>
      heard.push({ status: head.status, body: '', isOver: false, isClean: false, keepsAlive: head.keepsAlive, head }),
    onBody(bytes) {
      const last = heard.at(-1)
      if (last) last.body += bytes.toString('latin1')
    },
    onAnswerEnd(_head, isClean) {
      const last = heard.at(-1)
      if (last) Object.assign(last, { isOver: true, isClean })
    },
  })
  for (const piece of pieces) reader.read(piece)
  if (ends) reader.endByClose()
  return heard
}

function inPieces(bytes: Buffer, size: (at: number) => number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const next = Math.min(bytes.length, at + size(at))
    pieces.push(bytes.subarray(at, next))
    at = next
  }
  return pieces
}

/** Whole, byte by byte, and cut in two at every place: however it arrives, it is the same. */
function everyWay(text: string): Buffer[][] {
  const bytes = Buffer.from(text, 'latin1')
  const cuts = Array.from({ length: bytes.length - 1 }, (_, i) => [bytes.subarray(0, i + 1), bytes.subarray(i + 1)])
  return [[bytes], inPieces(bytes, () => 1), inPieces(bytes, (at) => 1 + (at % 7)), ...cuts]
}

const OK = 'HTTP/1.1 200 OK\r\n'

describe('an answer', () => {
  it.each<[string, string, Partial<Heard>]>([
    [
      'of a known length',
      `${OK}Content-Length: 5\r\n\r\nhello`,
      { body: 'hello', isOver: true, isClean: true, keepsAlive: true },
    ],
    ['without a body', `${OK}content-length: 0\r\n\r\n`, { body: '', isOver: true }],
    ['not whole', `${OK}content-length: 6\r\n\r\nhello`, { body: 'hello', isOver: false }],
    [
      'in chunks',
      `${OK}Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`,
      { body: 'hello world', isOver: true },
    ],
    [
      'in chunks with extensions',
      `${OK}transfer-encoding: chunked\r\n\r\n5;a=b;c="d"\r\nhello\r\n0 ;x\r\n\r\n`,
      { body: 'hello', isOver: true },
    ],
    [
      'in chunks of many digits',
      `${OK}transfer-encoding: chunked\r\n\r\n00000000000aB\r\n${'x'.repeat(0xab)}\r\n0\r\n\r\n`,
      { body: 'x'.repeat(0xab), isOver: true },
    ],
    [
      'in chunks with a trailer',
      `${OK}transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-sum: 1\r\ny: 2\r\n\r\n`,
      { body: 'hi', isOver: true, isClean: true },
    ],
    ['in chunks, not whole', `${OK}transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n`, { body: 'hi', isOver: false }],
    ['of no length, which no close has ended', `${OK}\r\nhello`, { body: 'hello', isOver: false }],
    [
      'that has no body whatever it says',
      'HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n',
      { status: 204, body: '', isOver: true, keepsAlive: false },
    ],
    [
      'after interim ones',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 429 Too Many\r\ncontent-length: 1\r\n\r\n!',
      { status: 429, body: '!', isOver: true },
    ],
    ['without a reason', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', { status: 200, isOver: true }],
    ['that ends its connection', `${OK}connection: Close\r\ncontent-length: 0\r\n\r\n`, { isOver: true, keepsAlive: false }],
    [
      'that says so in a second field',
      `${OK}connection: x\r\nConnection: close\r\ncontent-length: 0\r\n\r\n`,
      { keepsAlive: false },
    ],
    ['that names others beside the end', `${OK}connection: x, close\r\ncontent-length: 0\r\n\r\n`, { keepsAlive: false }],
    [
      'of an old server',
      'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nhi',
      { body: 'hi', isOver: true, keepsAlive: false },
    ],
  ])('%s', (_name, text, expected) => {
    for (const pieces of everyWay(text)) {
      const [first, ...more] = hear(pieces)
      expect(first).toMatchObject(expected)
      expect(more).toEqual([])
    }
  })

  it('is not clean where more came with its end', () => {
    expect(hear([Buffer.from(`${OK}content-length: 2\r\n\r\nhi!`)])[0]).toMatchObject({ isOver: true, isClean: false })
  })

  it('of no length ends with its connection', () => {
    for (const pieces of everyWay(`${OK}\r\nhello`))
      expect(hear(pieces, true)[0]).toMatchObject({ body: 'hello', isOver: true, isClean: false })
  })

  it('of a known length does not', () => {
    const text = `${OK}content-length: 6\r\n\r\nhello`
    expect(hear([Buffer.from(text)], true)[0]).toMatchObject({ isOver: false })
  })

  it('follows another on the same connection', () => {
    const pieces = [`${OK}content-length: 1\r\n\r\na`, `${OK}transfer-encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n`, `${OK}\r\nc`]
    const heard = hear(
      pieces.map((text) => Buffer.from(text)),
      true,
    )
    expect(heard.map(({ body, isOver }) => body + isOver)).toEqual(['atrue', 'btrue', 'ctrue'])
  })

  it('has fields that are read by name, in capitals or not, without blanks around them, the first of several', () => {
    const head = hear([
      Buffer.from(`${OK}X-A: \t one two \t\r\nx-a: three\r\nX-Empty:\r\nx_b: no\r\ncontent-length:0\r\n\r\n`),
    ])[0]?.head
    expect(head?.find('x-a')).toBe('one two')
    expect(head?.find('x-empty')).toBe('')
    expect(head?.find('x-b')).toBeUndefined()
    expect(head?.find('x-')).toBeUndefined()
    expect(head?.find('content-length')).toBe('0')
  })
})

describe('what is no answer', () => {
  it.each<[string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\n'],
    ['a status below all', 'HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a line end of one byte', 'HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n'],
    ['a line end of one byte in a field', `${OK}x: a\nb: c\r\ncontent-length: 0\r\n\r\n`],
    ['a return alone', `${OK}x: a\rb: c\r\ncontent-length: 0\r\n\r\n`],
    ['a folded line', `${OK}x: a\r\n b\r\ncontent-length: 0\r\n\r\n`],
    ['a blank before the colon', `${OK}content-length : 0\r\n\r\n`],
    ['a field without a name', `${OK}: a\r\ncontent-length: 0\r\n\r\n`],
    ['a line without a colon', `${OK}content-length\r\n\r\n`],
    ['a zero byte', `${OK}x: a\0b\r\ncontent-length: 0\r\n\r\n`],
    ['two lengths', `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nab`],
    ['two lengths in one', `${OK}content-length: 1, 2\r\n\r\nab`],
    ['a length below nothing', `${OK}content-length: -1\r\n\r\n`],
    ['a length that is no number', `${OK}content-length: 0x10\r\n\r\n`],
    ['a length and chunks', `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`],
    ['two codings', `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a coding nobody asked for', `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunks of an old server', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a chunk without a size', `${OK}transfer-encoding: chunked\r\n\r\n\r\nhello\r\n`],
    ['a chunk whose size is none', `${OK}transfer-encoding: chunked\r\n\r\n5g\r\nhello\r\n`],
    ['a chunk with a sign', `${OK}transfer-encoding: chunked\r\n\r\n+5\r\nhello\r\n`],
    ['a chunk nobody could count', `${OK}transfer-encoding: chunked\r\n\r\n${'f'.repeat(14)}\r\n`],
    ['a chunk longer than its size', `${OK}transfer-encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n`],
    ['a chunk whose size ends in one byte', `${OK}transfer-encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n`],
    ['another protocol instead', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
    ['what has not changed, though nobody asked whether', 'HTTP/1.1 304 Not Modified\r\n\r\n'],
    ['a head without end', `${OK}x: ${'a'.repeat(17 * 1024)}`],
    ['a head that is too long', `${OK}x: ${'a'.repeat(17 * 1024)}\r\n\r\n`],
    ['an extension without end', `${OK}transfer-encoding: chunked\r\n\r\n1;${'a'.repeat(17 * 1024)}`],
    ['a trailer without end', `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${`x: ${'a'.repeat(1000)}\r\n`.repeat(17)}`],
  ])('%s', (_name, text) => {
    const bytes = Buffer.from(text, 'latin1')
    expect(() => hear([bytes])).toThrow(WireError)
    if (bytes.length < 1_000) expect(() => hear(inPieces(bytes, () => 1))).toThrow(WireError)
  })
})

/** A reader, what it has told, and what is done with it after each piece. */
function holding(afterPiece: (reader: AnswerReader) => void): { heard: string[]; reader: AnswerReader } {
  const heard: string[] = []
  const reader: AnswerReader = new AnswerReader({
    onHead: () => heard.push('head'),
    onBody(bytes) {
      heard.push(bytes.toString())
      afterPiece(reader)
    },
    onAnswerEnd: (_head, isClean) => heard.push(`end ${isClean}`),
  })
  return { heard, reader }
}

describe('an answer nobody wants more of for now', () => {
  it('is told no further until it is wanted again, its end included', () => {
    for (const text of [
      `${OK}content-length: 6\r\n\r\nabcdef`,
      `${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n`,
    ]) {
      const { heard, reader } = holding((held) => held.hold())
      const bytes = Buffer.from(text)
      reader.read(bytes.subarray(0, bytes.length - 1))
      const first = heard.length
      expect(first).toBe(2)
      reader.read(bytes.subarray(bytes.length - 1))
      expect(heard.length).toBe(first)
      for (let i = 0; i < 3; i++) reader.goOn()
      expect(heard.filter((word) => word !== 'head' && word !== 'end true').join('')).toBe('abcdef')
      expect(heard.at(-1)).toBe('end true')
    }
  })

  it('is wanted again at once by who hears it: nothing is told twice, and what is behind it is seen', () => {
    const { heard, reader } = holding((held) => {
      held.hold()
      held.goOn()
    })
    reader.read(Buffer.from(`${OK}content-length: 2\r\n\r\nhi${OK}content-length: 1\r\n\r\n!`))
    expect(heard).toEqual(['head', 'hi', 'end false'])
  })

  it('is whole though its connection ends while it is held back, and is not where it is not', () => {
    for (const [text, isWhole] of [
      [`${OK}content-length: 6\r\n\r\nabcdef`, true],
      [`${OK}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n`, true],
      [`${OK}content-length: 7\r\n\r\nabcdef`, false],
    ] as const) {
      const ends: boolean[] = []
      const reader: AnswerReader = new AnswerReader({
        onHead() {},
        onBody: () => reader.hold(),
        onAnswerEnd: (_head, isClean) => ends.push(isClean),
      })
      reader.read(Buffer.from(text))
      expect(reader.endByClose()).toBe(true)
      for (let i = 0; i < 3; i++) reader.goOn()
      // Over, and of no more use.
      expect(ends).toEqual(isWhole ? [false] : [])
    }
  })

  it('of no length ends when it is wanted again and its connection has ended', () => {
    const heard: string[] = []
    const reader: AnswerReader = new AnswerReader({
      onHead: () => reader.hold(),
      onBody: (bytes) => heard.push(bytes.toString()),
      onAnswerEnd: () => heard.push('end'),
    })
    reader.read(Buffer.from(`${OK}\r\nhello`))
    expect(reader.endByClose()).toBe(true)
    expect(heard).toEqual([])
    reader.goOn()
    expect(heard).toEqual(['hello', 'end'])
  })
})

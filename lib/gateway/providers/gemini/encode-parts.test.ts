import { expect, it } from 'vitest'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import { partsOf } from '@/lib/gateway/providers/gemini/encode-parts'

it('a picture in a bucket is not asked for with our own account, whatever dialect names it', () => {
  const refused: string[] = []
  const context = { cannot: (name: string) => void refused.push(name), drop() {} } as unknown as EncodeContext
  const image = (url: string) => partsOf([{ kind: 'image', source: { kind: 'url', url } }], new Map(), context)
  expect(image('gs://private/face.png')).toEqual([])
  expect(refused).toEqual(['gs://'])
  expect(image('https://example.com/face.png')).toEqual([
    { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/face.png' } },
  ])
})

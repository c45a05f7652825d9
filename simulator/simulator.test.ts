import OpenAI, { AzureOpenAI } from 'openai'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createSimulator, type Simulator } from './create-simulator'
import { countTextTokens } from './tokens'

let simulator: Simulator
let openai: OpenAI
let azure: AzureOpenAI

beforeAll(async () => {
  simulator = await createSimulator()
  openai = new OpenAI({ apiKey: 'sk-sim-openai-key', baseURL: `${simulator.url}/openai/v1`, maxRetries: 0 })
  azure = new AzureOpenAI({
    apiKey: 'sim-apimaoai01-key',
    endpoint: `${simulator.url}/apimaoai01`,
    apiVersion: '2024-10-21',
    maxRetries: 0,
  })
})

afterAll(() => simulator.close())
beforeEach(() => simulator.control.reset())

const ask = (content: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content }] })
const viaAzure = (content: string) => ({ ...ask(content), model: 'chat-mini-01' })
const failure = (call: Promise<unknown>) =>
  call.then(
    () => expect.unreachable('the call should fail'),
    (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
  )

test('a plain answer has the real wire’s shape, and its usage counts the text it carries', async () => {
  const answer = await openai.chat.completions.create(ask('How do I begin?'))
  expect(answer).toMatchObject({
    object: 'chat.completion',
    model: 'gpt-4o-mini-2024-07-18',
    system_fingerprint: expect.stringMatching(/^fp_/),
  })
  expect(answer.id).toMatch(/^chatcmpl-\w{20,}/)
  const text = answer.choices[0]?.message.content ?? ''
  expect(answer.usage).toMatchObject({
    prompt_tokens: 3 + 3 + 1 + countTextTokens('How do I begin?'),
    completion_tokens: countTextTokens(text),
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  })
})

test('the same prompt gets the same answer, another prompt another', async () => {
  const [one, two, three] = await Promise.all(['a?', 'a?', 'b?'].map((text) => openai.chat.completions.create(ask(text))))
  expect(one?.choices[0]?.message.content).toBe(two?.choices[0]?.message.content)
  expect(one?.id).not.toBe(two?.id)
  expect(three?.choices[0]?.message.content).not.toBe(one?.choices[0]?.message.content)
})

test('a stream says the same as the plain answer, with usage only where asked for', async () => {
  const whole = await openai.chat.completions.create(ask('Stream this'))
  for (const includeUsage of [true, false]) {
    const stream = await openai.chat.completions.create({
      ...ask('Stream this'),
      stream: true,
      stream_options: { include_usage: includeUsage },
    })
    let text = ''
    let usage: OpenAI.CompletionUsage | null | undefined
    const finishes: string[] = []
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason)
      usage = chunk.usage ?? usage
    }
    expect(text).toBe(whole.choices[0]?.message.content)
    expect(finishes).toEqual(['stop'])
    expect(usage).toEqual(includeUsage ? whole.usage : undefined)
  }
})

test('Azure answers with filter results, and begins a stream with those of the prompt', async () => {
  const { data, response } = await azure.chat.completions.create(viaAzure('Hello')).withResponse()
  expect(data).toHaveProperty('prompt_filter_results')
  expect(data.choices[0]).toHaveProperty('content_filter_results.hate.filtered', false)
  expect(response.headers.get('x-ms-region')).toBe('Sweden Central')
  expect(response.headers.get('apim-request-id')).toBeTruthy()
  const stream = await azure.chat.completions.create({ ...viaAzure('Hello'), stream: true })
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  expect(chunks[0]).toMatchObject({ id: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] })
  expect(chunks[1]?.choices[0]?.delta).toMatchObject({ role: 'assistant', content: '' })
})

test('a maximum of tokens is kept to the token, for each choice', async () => {
  const answer = await openai.chat.completions.create({ ...ask('[tokens=400] please'), max_tokens: 37, n: 3 })
  expect(answer.choices.map((choice) => choice.finish_reason)).toEqual(['length', 'length', 'length'])
  for (const choice of answer.choices) expect(countTextTokens(choice.message.content ?? '')).toBe(37)
  expect(answer.usage?.completion_tokens).toBe(3 * 37)
})

test('an answer of a given length can be asked for, and text to be said', async () => {
  const long = await openai.chat.completions.create(ask('[tokens=1234]'))
  expect(long.usage?.completion_tokens).toBe(1234)
  expect(countTextTokens(long.choices[0]?.message.content ?? '')).toBe(1234)
  const said = await openai.chat.completions.create(ask('Say grüße 🌍 aus Köln'))
  expect(said.choices[0]?.message.content).toBe('grüße 🌍 aus Köln')
})

test('a stop sequence ends the answer before it', async () => {
  const answer = await openai.chat.completions.create({ ...ask('Say one two three four'), stop: [' three'] })
  expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one two' } })
})

test('a reasoning model thinks within its maximum', async () => {
  const answer = await openai.chat.completions.create({ ...ask('Think'), model: 'o4-mini', max_completion_tokens: 50 })
  expect(answer.choices[0]?.finish_reason).toBe('length')
  expect(answer.usage).toMatchObject({ completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 50 } })
})

test('a long prompt seen before is partly cached', async () => {
  const prompt = 'Some context that is repeated. '.repeat(300)
  const first = await openai.chat.completions.create(ask(prompt))
  const second = await openai.chat.completions.create(ask(prompt))
  expect(first.usage?.prompt_tokens_details?.cached_tokens).toBe(0)
  const cached = second.usage?.prompt_tokens_details?.cached_tokens ?? 0
  expect(cached).toBeGreaterThanOrEqual(1024)
  expect(cached % 128).toBe(0)
  expect(cached).toBeLessThanOrEqual(second.usage?.prompt_tokens ?? 0)
})

const parameters = { type: 'object', properties: { city: { type: 'string' }, unit: { enum: ['c', 'f'] } }, required: ['city'] }
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters } }]

test('a tool is called when the weather is asked for, whole and in fragments, and not after its result', async () => {
  const answer = await openai.chat.completions.create({ ...ask('What is the weather in Oslo?'), tools })
  const call = answer.choices[0]?.message.tool_calls?.[0]
  expect(answer.choices[0]?.finish_reason).toBe('tool_calls')
  expect(call).toMatchObject({ type: 'function', function: { name: 'get_weather' } })
  const wanted = call?.type === 'function' ? call.function.arguments : ''
  expect(JSON.parse(wanted)).toHaveProperty('city')
  const stream = await openai.chat.completions.create({ ...ask('What is the weather in Oslo?'), tools, stream: true })
  let fragments = ''
  for await (const chunk of stream) fragments += chunk.choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? ''
  expect(fragments).toBe(wanted)
  const done = await openai.chat.completions.create({
    model: 'gpt-4o-mini',
    tools,
    messages: [
      { role: 'user', content: 'What is the weather in Oslo?' },
      { role: 'assistant', tool_calls: call ? [call] : [] },
      { role: 'tool', tool_call_id: call?.id ?? '', content: '4 degrees' },
    ],
  })
  expect(done.choices[0]?.finish_reason).toBe('stop')
})

test('JSON mode and a JSON schema give valid JSON', async () => {
  const free = await openai.chat.completions.create({ ...ask('Answer in JSON'), response_format: { type: 'json_object' } })
  expect(JSON.parse(free.choices[0]?.message.content ?? '')).toHaveProperty('answer')
  const schema = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      age: { type: 'integer', minimum: 18 },
      tags: { type: 'array', items: { $ref: '#/$defs/tag' } },
    },
    $defs: { tag: { type: 'string', enum: ['x', 'y'] } },
  }
  const strict = await openai.chat.completions.create({
    ...ask('A person'),
    response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } },
  })
  const person = JSON.parse(strict.choices[0]?.message.content ?? '')
  expect(person.age).toBeGreaterThanOrEqual(18)
  expect(['x', 'y']).toEqual(expect.arrayContaining(person.tags))
  const refused = await failure(
    openai.chat.completions.create({ ...ask('no such word'), response_format: { type: 'json_object' } }),
  )
  expect(refused.status).toBe(400)
})

test('images are counted', async () => {
  const image = (detail: 'low' | 'high') => ({
    model: 'gpt-4o',
    messages: [
      {
        role: 'user' as const,
        content: [
          { type: 'text' as const, text: 'What is this?' },
          { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA', detail } },
        ],
      },
    ],
  })
  const low = await openai.chat.completions.create(image('low'))
  const high = await openai.chat.completions.create(image('high'))
  expect((high.usage?.prompt_tokens ?? 0) - (low.usage?.prompt_tokens ?? 0)).toBe(765 - 85)
})

test('embeddings are unit vectors, in both encodings', async () => {
  const answer = await openai.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two words'] })
  expect(answer.data).toHaveLength(2)
  expect(answer.data[0]?.embedding).toHaveLength(1536)
  expect(Math.hypot(...(answer.data[0]?.embedding ?? []))).toBeCloseTo(1, 4)
  expect(answer.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 })
  const short = await azure.embeddings.create({
    model: 'embed-small-01',
    input: 'one',
    dimensions: 256,
    encoding_format: 'float',
  })
  expect(short.data[0]?.embedding).toHaveLength(256)
})

test('models are listed', async () => {
  expect((await openai.models.list()).data.map(({ id }) => id)).toContain('gpt-4o-mini')
})

test('errors have each wire’s own shape', async () => {
  const wrongKey = await failure(openai.withOptions({ apiKey: 'sk-wrong-key-1234' }).chat.completions.create(ask('x')))
  expect(wrongKey).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' })
  const wrongModel = await failure(openai.chat.completions.create({ ...ask('x'), model: 'gpt-9' }))
  expect(wrongModel).toMatchObject({ status: 404, code: 'model_not_found' })
  const wrongDeployment = await failure(azure.chat.completions.create(ask('x')))
  expect(wrongDeployment).toMatchObject({ status: 404, code: 'DeploymentNotFound' })
  const filtered = await failure(azure.chat.completions.create(viaAzure('please trigger the content filter')))
  expect(filtered).toMatchObject({
    status: 400,
    code: 'content_filter',
    error: { innererror: { code: 'ResponsibleAIPolicyViolation' } },
  })
  const noMessages = await failure(openai.chat.completions.create({ model: 'gpt-4o-mini' } as never))
  expect(noMessages).toMatchObject({ status: 400, param: 'messages' })
  const tooLong = await failure(openai.chat.completions.create({ ...ask('x '.repeat(130_000)) }))
  expect(tooLong).toMatchObject({ status: 400, code: 'context_length_exceeded' })
})

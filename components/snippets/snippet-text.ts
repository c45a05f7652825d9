/** The first call in each language, ready to paste: the URL and the model are the reader's, the key is read from the environment. */
export type Snippet = { id: string; title: string; code: string }

const API_VERSION = '2024-10-21'

export function snippetsFor(origin: string, model: string): Snippet[] {
  return [
    {
      id: 'curl',
      title: 'curl',
      code: `export TOLLGATE_KEY="tg_…"   # your key

curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $TOLLGATE_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "${model}", "messages": [{"role": "user", "content": "Hello"}]}'`,
    },
    {
      id: 'openai-python',
      title: 'OpenAI, Python',
      code: `import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["TOLLGATE_KEY"])

answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      id: 'openai-node',
      title: 'OpenAI, Node',
      code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.TOLLGATE_KEY })

const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello' }],
})
console.log(answer.choices[0].message.content)`,
    },
    {
      id: 'azure-python',
      title: 'Azure OpenAI, Python',
      code: `import os
from openai import AzureOpenAI

client = AzureOpenAI(
    azure_endpoint="${origin}",
    api_key=os.environ["TOLLGATE_KEY"],
    api_version="${API_VERSION}",
)

answer = client.chat.completions.create(
    model="${model}",  # the deployment: the model's name here
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
    },
    {
      id: 'azure-node',
      title: 'Azure OpenAI, Node',
      code: `import { AzureOpenAI } from 'openai'

const client = new AzureOpenAI({
  endpoint: '${origin}',
  apiKey: process.env.TOLLGATE_KEY,
  apiVersion: '${API_VERSION}',
  deployment: '${model}', // the model's name here
})

const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello' }],
})
console.log(answer.choices[0].message.content)`,
    },
  ]
}

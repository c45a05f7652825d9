import { expect, it } from 'vitest'
import { HIDDEN, hideSecrets } from '@/lib/azure/read/hide-secrets'
import { apiOf } from '@/lib/azure/read/to-estate'

it.each([
  '<set-header name="api-key" exists-action="override"><value>PLANTED-literal</value></set-header>',
  '<set-header name="Authorization"><value>Bearer PLANTED-literal</value></set-header>',
  '<set-query-parameter name="subscription-key"><value>PLANTED-literal</value></set-query-parameter>',
  '<authentication-basic username="u" password="PLANTED-literal" />',
  '<issuer-signing-keys><key>PLANTED-literal</key></issuer-signing-keys>',
  '<set-header name="x-token"><value>@("Bearer " + "PLANTED-literal-of-some-length")</value></set-header>',
  `<set-header name='api-key' exists-action="override"><value>PLANTED-1</value></set-header>`,
  '<set-header name="X-Functions-Code"><value>PLANTED-1</value></set-header>',
  '<set-header exists-action="override" name="Ocp-Apim-Subscription-Key"><value >PLANTED-1</value ></set-header>',
  '<set-header name="Authorization"><value>@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:PLANTED")))</value></set-header>',
  '<set-header name="Authorization"><value>@(&quot;Bearer &quot; + &quot;PLANTED-1&quot;)</value></set-header>',
  '<set-header name="Authorization"><value><![CDATA[Bearer PLANTED]]></value></set-header>',
  '<set-header name="authorization"><value>Basic {{user}}:PLANTED</value></set-header>',
  '<set-variable name="apiKey" value="PLANTED-1" />',
  `<set-variable value='PLANTED-1' name='apiKey' />`,
  '<send-request><set-url>https://x.example/?code=PLANTED</set-url></send-request>',
  '<set-body>grant_type=client_credentials&amp;client_id=a&amp;client_secret=PLANTED~8abc.def-ghi</set-body>',
  '<set-body>@("client_id=1&client_secret=PLANTED")</set-body>',
  '<set-body>{"client_secret": "PLANTED"}</set-body>',
  `<authentication-basic username='u' password='PLANTED' />`,
  '<rewrite-uri template="/a?b=1&amp;sig=PLANTED" />',
  '<set-url>https://user:PLANTED@x.example/token</set-url>',
  // These are no trees: their texts are looked through.
  `<policies><set-header name='api-key'><value>PLANTED-1</value ></set-header>`,
  `<policies><authentication-basic username='u' password='PLANTED' />`,
  '<policies><set-variable name="apiKey" value="PLANTED-1" />',
])('hides the credential in %s', (xml) => {
  const hidden = hideSecrets(xml)
  expect(hidden).not.toContain('PLANTED')
  expect(hidden).toContain(HIDDEN)
})

it.each(['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc', 'sk-abcdefghijklmnopqrst', '0123456789abcdef0123456789abcdef'])(
  'hides %s wherever it stands',
  (secret) => expect(hideSecrets(`<set-variable name="v" value="${secret}" />`)).not.toContain(secret),
)

it.each([
  '<set-header name="api-key"><value>{{aoai-key}}</value></set-header>',
  '<set-header name="Authorization"><value>@("Bearer " + (string)context.Variables["token"])</value></set-header>',
  '<llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="10000" estimate-prompt-tokens="true" />',
  '<validate-azure-ad-token tenant-id="f686d426-8d16-42db-81b7-ab578e110ccd" />',
  '<set-header name="x-token"><value>@(context.Request.Headers.GetValueOrDefault("Authorization","").Replace("Bearer ", ""))</value></set-header>',
  '<set-variable name="max-tokens" value="500" />',
  '<set-variable name="token" value="{{a-token}}" />',
  '<when condition="@(context.Response.StatusCode == 429 && context.Product.Id != "gold")" />',
  '<set-body>@("client_secret=" + (string)context.Variables["secret"])</set-body>',
  '<set-body>client_secret={{secret}}&amp;scope=x</set-body>',
  '<set-url>https://x.example/a?api-version=2024-10-21</set-url>',
])('leaves %s as it is', (xml) => expect(hideSecrets(xml)).toBe(xml))

it('leaves every line where it was', () => {
  const xml = '\ufeff<a>\r\n  <set-header name="api-key"><value>\n    PLANTED\n  </value></set-header>\n</a>\n<b />'
  expect(hideSecrets(xml)).toBe(xml.replace('PLANTED', HIDDEN))
})

it('keeps no credential of an address of an API', () => {
  const { serviceUrl } = apiOf({ name: 'a', serviceUrl: 'https://user:PLANTED@x.example/openai?code=PLANTED' })
  expect(serviceUrl).toBe('https://x.example/openai')
  expect(apiOf({ name: 'a' }).serviceUrl).toBeNull()
})

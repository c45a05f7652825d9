/**
 * The environment, parsed once. The only file that reads process.env. Every mistake is listed at boot, not the first one only.
 */
import { z } from 'zod'

const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number('must be a number').int('must be a whole number').min(min).max(max).default(fallback)

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )

const flag = z
  .enum(['0', '1', 'true', 'false'], 'must be 1 or 0')
  .default('0')
  .transform((value) => value === '1' || value === 'true')

const secret = z.string().min(32, 'must have at least 32 characters').optional()

/** Several, with commas between them. */
const secrets = list.refine((all) => all.every((one) => one.length >= 32), 'must each have at least 32 characters')

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
  .optional()

const redisUrl = z
  .string()
  .refine(
    (urls) => urls.split(',').every((url) => /^rediss?:\/\//.test(url.trim()) && URL.canParse(url.trim())),
    'must be redis://host:port, or several of them with commas between them for a cluster',
  )

const schema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: integer(3000, 0, 65535),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: postgresUrl,
  DATABASE_OWNER_URL: postgresUrl,
  REDIS_URL: redisUrl.optional(),
  REDIS_PATIENCE_MS: integer(50, 10, 5_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  KEY_PEPPER: secret,
  ENCRYPTION_KEY: secret,
  KEY_PEPPER_PREVIOUS: secrets,
  ENCRYPTION_KEY_PREVIOUS: secrets,
  SESSION_SECRET: secret,
  SESSION_SECRET_PREVIOUS: secrets,
  TRUSTED_PROXIES: list,
  CLIENT_CERT_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_CLIENT_CA_FILE: z.string().optional(),
  ALLOWED_PRIVATE_BACKENDS: list,
  LEDGER: z.enum(['spool', 'direct']).optional(),
  LEDGER_FSYNC: flag,
  LEDGER_KEEP_MONTHS: integer(0, 0, 1200),
  LEDGER_EXPIRED: z.enum(['detach', 'drop']).default('detach'),
  TRACES_KEEP_MONTHS: integer(3, 0, 1200),
  SPOOL_MAX_MB: integer(1024, 16, 1_048_576),
  MAX_BODY_MB: integer(10, 1, 512),
  MAX_IN_FLIGHT_MB: integer(512, 16, 65_536),
  CACHE_MAX_MB: integer(64, 1, 65_536),
  CACHE_REDIS_URL: redisUrl.optional(),
  MAX_STALENESS_S: integer(0, 0, 86_400),
  SHUTDOWN_DEADLINE_S: integer(30, 1, 3600),
  SMTP_URL: z
    .string()
    .refine((url) => /^smtps?:\/\//.test(url) && URL.canParse(url), 'must be smtp://user:password@host:port, or smtps:// for TLS')
    .optional(),
  MAIL_FROM: z.string().min(3).optional(),
  ENTRA_TENANT_ID: z.string().min(1).optional(),
  ENTRA_CLIENT_ID: z.string().min(1).optional(),
  ENTRA_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).default('single sign-on'),
  SIGN_IN_LINKS_BY_EMAIL: flag,
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
})

export type Env = z.output<typeof schema>

/** The parsed environment, or one error that lists every mistake. An empty variable counts as not set. */
export function parseEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new EnvError(`The environment has ${lines.length === 1 ? 'a mistake' : `${lines.length} mistakes`}:\n${lines.join('\n')}`)
}

/** A mistake in the environment; its message is meant for the person who starts the process. */
export class EnvError extends Error {
  override name = 'EnvError'
}

/** What libraries read from the environment by themselves: next-auth, and Azure's identity (which a test stands in for). */
type LibraryVariable =
  | 'NEXTAUTH_SECRET'
  | 'NEXTAUTH_URL'
  | 'AUTH_TRUST_HOST'
  | 'IDENTITY_ENDPOINT'
  | 'IDENTITY_HEADER'
  | 'AZURE_POD_IDENTITY_AUTHORITY_HOST'
  | 'AZURE_AUTHORITY_HOST'
  | 'AZURE_TENANT_ID'
  | 'AZURE_CLIENT_ID'
  | 'AZURE_FEDERATED_TOKEN_FILE'

export function setLibraryEnv(name: LibraryVariable, value: string): void {
  process.env[name] = value
}

/** Reads such a variable back, where we must do by hand what the library does with it. */
export function readLibraryEnv(name: 'NEXTAUTH_SECRET'): string | undefined {
  return process.env[name]
}

/** Where a test wants this process to die; only tests can. */
export function readKillPoint(): string | undefined {
  return process.env.NODE_ENV === 'test' ? process.env.TOLLGATE_KILL_AT : undefined
}

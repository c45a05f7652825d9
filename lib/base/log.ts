/** Structured logs. Fields that could carry a secret are removed whatever their depth-one parent is called. */
import { type Logger, pino } from 'pino'

export type { Logger }

const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'credential', 'secret', 'key', 'token', 'api-key', 'x-api-key']

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[removed]' },
  })
}

/** The service's log: JSON lines, and what never enters them. */
import type { FastifyBaseLogger } from 'fastify'
import { pino, type DestinationStream, type Logger } from 'pino'

/** Nothing here is logged on purpose; should a later line carry it by accident, it is cut out. */
const secrets = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'SAMLResponse',
  'SAMLRequest',
  'RelayState',
  'id_token',
  'idToken',
  'clientSecret',
  'codeVerifier',
  'nonce',
  'query',
  'body',
  'headers',
]

const paths = secrets.flatMap((name) => {
  const key = name.includes('-') ? `["${name}"]` : name
  return [key, name.includes('-') ? `*${key}` : `*.${key}`]
})

export function createLog(destination: DestinationStream, level = 'info'): Logger {
  return pino(
    {
      level,
      redact: { paths, censor: '[redacted]' },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )
}

type Bindings = Record<string, unknown>
type Line = readonly unknown[]
type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

class LateChild implements FastifyBaseLogger {
  #child: FastifyBaseLogger | undefined

  constructor(
    private readonly parent: FastifyBaseLogger,
    private readonly bindings: Bindings,
  ) {}

  get level(): string {
    return this.parent.level
  }
  child(bindings: Bindings): FastifyBaseLogger {
    return this.#made().child(bindings)
  }
  fatal(...line: Line): void {
    this.#say('fatal', line)
  }
  error(...line: Line): void {
    this.#say('error', line)
  }
  warn(...line: Line): void {
    this.#say('warn', line)
  }
  info(...line: Line): void {
    this.#say('info', line)
  }
  debug(...line: Line): void {
    this.#say('debug', line)
  }
  trace(...line: Line): void {
    this.#say('trace', line)
  }
  silent(...line: Line): void {
    this.#say('silent', line)
  }

  #made(): FastifyBaseLogger {
    return (this.#child ??= this.parent.child(this.bindings))
  }
  #say(level: Level, line: Line): void {
    const made = this.#made()
    Reflect.apply(made[level], made, line)
  }
}

/** A request's own logger, made at its first line: many a request has none, and looking for secrets in its id costs as much as a look-up. */
export const childWhenNeeded = (parent: FastifyBaseLogger, bindings: Bindings): FastifyBaseLogger =>
  new LateChild(parent, bindings)

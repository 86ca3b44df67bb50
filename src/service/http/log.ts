/** The service's log: JSON lines, and what never enters them. */
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

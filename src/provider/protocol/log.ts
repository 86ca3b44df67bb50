/** The provider's log: JSON lines on stderr, as Terraform reads them. A line whose `@` fields are not strings makes Terraform itself panic. */
import { writeSync } from 'node:fs'
import { format } from 'node:util'
import type { Log, LogLevel } from '../framework/index.js'

const levels: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error']

/** Terraform sets these for us; the provider's own one wins. @default - warnings and errors, which Terraform shows only when it logs */
export function levelFrom(
  environment: Readonly<Record<string, string | undefined>>,
): LogLevel | 'off' {
  const wanted = (environment['TF_LOG_PROVIDER'] ?? environment['TF_LOG'] ?? '').toLowerCase()
  if (wanted === 'off') return 'off'
  if (wanted === 'json') return 'trace'
  return levels.find((level) => level === wanted) ?? 'warn'
}

export function stderrLog(
  module: string,
  least: LogLevel | 'off',
  write: (line: string) => void = writeToStderr,
): Log {
  const from = least === 'off' ? levels.length : levels.indexOf(least)
  return (level, message) => {
    if (levels.indexOf(level) < from) return
    const line = {
      '@level': level,
      '@message': message,
      '@module': module,
      '@timestamp': new Date().toISOString(),
    }
    write(`${JSON.stringify(line)}\n`)
  }
}

/** stdout belongs to the handshake: whatever code logs by habit goes to the log instead. */
export function captureConsole(log: Log): void {
  const writer =
    (level: LogLevel) =>
    (...values: unknown[]) =>
      log(level, format(...values))
  Object.assign(console, {
    log: writer('info'),
    info: writer('info'),
    debug: writer('debug'),
    trace: writer('trace'),
    warn: writer('warn'),
    error: writer('error'),
  })
}

/** Not process.stderr: when Terraform is dead, its error event would be one more thing to log, for ever. */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line)
  } catch {
    // Nobody is left to read it.
  }
}

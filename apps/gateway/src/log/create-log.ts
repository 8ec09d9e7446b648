import type { Log, LogFacts } from '@lucid-gateway/core'
import { pino, type Logger } from 'pino'
import { isoTime } from './iso-time.ts'
import type { LogLevel } from './log-level.ts'
import { prettyLine } from './pretty-line.ts'
import { redactFacts } from './redact-facts.ts'
import type { SecretValues } from './secret-values.ts'

export interface LogOptions {
  readonly level: LogLevel
  readonly format: 'json' | 'pretty'
  readonly secrets: SecretValues
  /** Where lines go. */
  readonly write: (line: string) => void
}

/**
 * The log, and the line that each request gets. That one is pino's in form but not of its making: it needs none of the
 * care that plugins' facts do, and there is one for each request.
 */
export interface HostLog extends Log {
  request(line: RequestLine): void
}

/** What is said of a request, as far as it is known. Nothing of its content, and no header as it came. */
interface RequestLine {
  readonly id: string
  readonly method: string
  /** The route's pattern, not the path that was asked for. */
  readonly route: string
  readonly status: number
  readonly ms: number
  /** The address that it came from. */
  readonly peer: string | undefined
  readonly key: string | undefined
  readonly admin: string | undefined
  readonly model: string | undefined
  readonly error: string | undefined
  /** The error in words, where it is not the caller's. */
  readonly said: string | undefined
  /** True where the client left before the answer was whole. */
  readonly gone: true | undefined
}

export function createLog({ level, format, secrets, write }: LogOptions): HostLog {
  const destination = {
    write(line: string) {
      const clean = secrets.scrub(line)
      write(format === 'pretty' ? prettyLine(clean) : clean)
    },
  }
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    destination,
  )
  return {
    ...asLog(logger),
    request(line) {
      const label = line.status >= 500 ? 'error' : line.status >= 400 ? 'warn' : 'info'
      if (!logger.isLevelEnabled(label)) return
      const { id, method, route, status, ms, peer, key, admin, model, error, said, gone } = line
      const told =
        text('route', route) + `,"status":${status},"ms":${ms}` + text('peer', peer) + text('key', key)
      const more = text('admin', admin) + text('model', model) + text('error', error) + text('said', said)
      const facts = `"id":"${id}","method":"${method}"${told}${more}`
      const left = gone ? ',"gone":true' : ''
      destination.write(
        `{"level":"${label}","time":"${isoTime(Date.now())}",${facts}${left},"msg":"request"}\n`,
      )
    },
  }
}

/** One more field, where there is something to tell; plain words need no escaping. */
function text(name: string, value: string | undefined): string {
  if (value === undefined) return ''
  return `,"${name}":${plain.test(value) ? `"${value}"` : JSON.stringify(value)}`
}

const plain = /^[\w ./:@*-]*$/

function asLog(logger: Logger): Log {
  const writer = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, facts?: LogFacts) => {
    if (!logger.isLevelEnabled(level)) return
    if (facts) logger[level](redactFacts(facts), message)
    else logger[level](message)
  }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    child: facts => asLog(logger.child(redactFacts(facts))),
  }
}

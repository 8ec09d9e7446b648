import type { Log, LogFacts } from '@lucid-gateway/core'

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly facts: LogFacts
}

/** A log that is kept, to be looked at. */
export interface LogBook {
  readonly log: Log
  readonly lines: readonly LogLine[]
}

export function logBook(): LogBook {
  const lines: LogLine[] = []
  return { lines, log: logInto(lines, {}) }
}

function logInto(lines: LogLine[], always: LogFacts): Log {
  const at =
    (level: LogLine['level']) =>
    (message: string, facts: LogFacts = {}) =>
      void lines.push({ level, message, facts: { ...always, ...facts } })
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: facts => logInto(lines, { ...always, ...facts }),
  }
}

/** Structured logging. Values are redacted before they are written. */
export interface Log {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
  /** The same log with these facts on each line. */
  child(facts: LogFacts): Log
}

export type LogFacts = Readonly<Record<string, unknown>>

export const silentLog: Log = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
})

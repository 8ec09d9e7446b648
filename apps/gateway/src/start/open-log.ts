import { LucidError } from '@lucid-gateway/core'
import type { Configured } from '../config/load-config.ts'
import { bufferedOutput } from '../log/buffered-output.ts'
import { createLog, type HostLog } from '../log/create-log.ts'
import type { LogLevel } from '../log/log-level.ts'
import { createSecretValues, type SecretValues } from '../log/secret-values.ts'
import type { GatewayOptions } from './gateway.ts'

export interface OpenLog {
  readonly log: HostLog
  readonly secrets: SecretValues
  flush(): void
}

const levels: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'] satisfies LogLevel[]

export function openLog(
  { settings, env }: Configured,
  options: Pick<GatewayOptions, 'write' | 'logLevel'>,
): OpenLog {
  const secrets = createSecretValues()
  const output = bufferedOutput(process.stdout)
  const named = env['LUCID_LOG_LEVEL']
  const level = options.logLevel ?? levelOf(named) ?? settings.log.level
  const format =
    settings.log.format ?? (options.write === undefined && process.stdout.isTTY ? 'pretty' : 'json')
  const log = createLog({ level, format, secrets, write: options.write ?? output.write })
  return { log, secrets, flush: output.flush }
}

function levelOf(word: string | undefined): LogLevel | undefined {
  if (!word) return undefined
  if (isLevel(word)) return word
  throw new LucidError('invalid_request', `LUCID_LOG_LEVEL is "${word}", which is no level.`, {
    origin: 'gateway',
    param: 'LUCID_LOG_LEVEL',
    reason: 'bad_environment',
    hint: `Set it to one of ${levels.join(', ')}.`,
  })
}

function isLevel(word: string): word is LogLevel {
  return levels.includes(word)
}

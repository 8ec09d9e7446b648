import { portOf } from '../start/address.ts'
import type { Gateway } from '../start/gateway.ts'
import { startGateway } from '../start/start-gateway.ts'
import { banner } from './banner.ts'
import { printError } from './print.ts'
import { timingsTree } from './timings.ts'

export interface ServeOptions {
  readonly port?: string
  readonly host?: string
  readonly config?: string
  readonly plugins: readonly string[]
  readonly watch: boolean
  readonly timings?: boolean
}

/** Starts the gateway and binds it to the process: signals, stray errors, exit code. */
export async function serve({ port, host, config, plugins, watch, timings }: ServeOptions): Promise<number> {
  const asked = portOf(port)
  let gateway: Gateway | undefined
  // A stray error of a plugin must not end everybody's calls; whatever it left undone is told in the log.
  const tell = (message: string, error: unknown): void => {
    if (gateway) gateway.log.error(message, { error })
    else printError(`${message}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  process.on('uncaughtException', error => tell('an error was not caught', error))
  process.on('unhandledRejection', error => tell('a rejection was not handled', error))

  const started = await startGateway({
    plugins,
    watch,
    ...(asked === undefined ? {} : { port: asked }),
    ...(host === undefined ? {} : { host }),
    ...(config === undefined ? {} : { configFile: config }),
  })
  gateway = started
  printError(banner(started))
  if (timings) printError(timingsTree(started.timings))
  process.on('SIGHUP', () => void started.reload().catch(() => {}))
  return stopped(started)
}

/** Resolves once it has drained; a second signal ends it at once. */
function stopped(gateway: Gateway): Promise<number> {
  return new Promise(resolve => {
    let stopping = false
    const stop = (signal: string): void => {
      if (stopping) {
        void gateway.close({ drainMs: 0 })
        return void setTimeout(() => process.exit(1), lastWordsMs)
      }
      stopping = true
      gateway.log.info(`${signal}: draining; again to stop at once`)
      void gateway.close().then(() => resolve(0))
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

/** How long after a second signal calls have to settle. */
const lastWordsMs = 100

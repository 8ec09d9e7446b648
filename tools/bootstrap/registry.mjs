import { root, runQuietly, Trouble } from './kit.mjs'

const windows = process.platform === 'win32'

/** Runs npm, whichever one runs us. */
export function runNpm(args, options = {}) {
  const self = process.env.npm_execpath
  const [command, first] = self?.endsWith('npm-cli.js') ? [process.execPath, [self]] : ['npm', []]
  return runQuietly(command, [...first, ...args], {
    cwd: root,
    shell: windows && command === 'npm',
    ...options,
  })
}

/** Whether what npm or pnpm printed is for want of a network. */
export function isForWantOfNetwork(output) {
  return networkErrors.test(output)
}

const networkErrors =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|network timeout|ENOTCACHED|NO_OFFLINE|OFFLINE_META/

const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=1000']
const perTryMs = 9000
const inAllMs = 22_000

let reached

/**
 * Asks the registry for one small thing, which takes a second; npm and pnpm themselves would try for minutes before they
 * said that there is nobody. Asked once.
 */
export function canReachRegistry() {
  return (reached ??= ask())
}

async function ask() {
  const { status, output } = await runNpm(
    ['view', 'pnpm', 'name', '--loglevel=error', `--fetch-timeout=${perTryMs}`, ...patience],
    { timeout: inAllMs },
  )
  return status !== null && (status === 0 || !isForWantOfNetwork(output))
}

/** What to do where there is no way to the registry. */
export async function unreachable(needed) {
  const { status, output } = await runNpm(['config', 'get', 'registry', '--loglevel=error'])
  // npm does not show an address with a password in it.
  const address = status === 0 ? `, ${output.trim()},` : ''
  return new Trouble(
    `npm can't reach its registry${address} which is needed ${needed}.\n` +
      '  Is this machine online, and is that address right (npm config get registry)?\n' +
      '  Behind a proxy:  npm config set proxy http://HOST:PORT; npm config set https-proxy http://HOST:PORT\n' +
      '  With a mirror:   npm config set registry URL\n' +
      'Then run it again.',
  )
}

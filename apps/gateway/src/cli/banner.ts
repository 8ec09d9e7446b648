import { styleText } from 'node:util'
import { chat, type ErrorRecord, LucidError } from '@lucid-gateway/core'
import type { Gateway } from '../start/gateway.ts'
import { command, version } from '../version.ts'

/** What somebody who has just started the gateway wants to know. */
export function banner(gateway: Gateway): string {
  const { url, configFile, firstAdminKey, keyless, plugins, runtime } = gateway
  const accounts = runtime.accounts()
  const chatBy = chatDefault(gateway)
  const rows: (readonly [string, string])[] = [
    ...accounts.map(({ name, capabilities, usable, missing }, index) => {
      const what = usable
        ? capabilities.join(', ')
        : styleText(
            'yellow',
            `not usable until you set ${missing.join(' and ')}, in the environment or in .env`,
          )
      return [index === 0 ? 'Serving' : '', `${name.padEnd(12)} ${what}`] as const
    }),
    ...(accounts.length === 0 ? [['Serving', 'nothing'] as const] : []),
    ...(chatBy === undefined ? [] : [['', `chat.default -> ${chatBy}`] as const]),
    ...plugins
      .filter(({ state }) => state !== 'enabled')
      .flatMap(({ name, why, error }) =>
        error ? failed(error) : [['Left out', `${name}: ${why ?? ''}`] as const],
      ),
    ...runtime.failures().flatMap(({ error }) => failed(error)),
    ['Config', configFile ?? 'none; plugins come from package.json'],
    ['Access', accessOf(gateway)],
    ...(keyless ? [['', `to have a key: LUCID_API_KEY=$(${command} key) ${command} start`] as const] : []),
    ...(firstAdminKey === undefined ? [] : [['Admin', `key, shown this once: ${firstAdminKey}`] as const]),
    ['Docs', `${url}/docs`],
    ...(chatBy === undefined ? [] : tryLines(url, keyless)),
  ]
  const lines = rows.map(([label, text]) => `  ${styleText('dim', label.padEnd(9))} ${text}`)
  return [
    '',
    `  ${styleText('bold', `Lucid ${version}`)}   ${styleText('cyan', url)}`,
    '',
    ...lines,
    ...keyLines(gateway),
    '',
  ].join('\n')
}

function failed({ message, hint }: ErrorRecord): readonly (readonly [string, string])[] {
  return [['Failed', styleText('red', message)], ...(hint === undefined ? [] : [['', hint] as const])]
}

/** The first target of a chat that names no model, where there is one. */
function chatDefault({ runtime }: Gateway): string | undefined {
  if (!runtime.kinds('stable').includes('chat.default')) return undefined
  try {
    const [target] = runtime.resolve(chat, 'chat.default')
    return target && `${target.account}/${target.model}`
  } catch (thrown) {
    if (LucidError.is(thrown)) return undefined
    throw thrown
  }
}

function tryLines(url: string, keyless: boolean): readonly (readonly [string, string])[] {
  return [
    ['Try', `curl ${url}/v1/chat ${keyless ? '' : `-H "authorization: Bearer $LUCID_API_KEY" `}\\`],
    ['', `  -H 'content-type: application/json' -d '{"messages":[{"role":"user","content":"Hello!"}]}'`],
  ]
}

function accessOf({ keyless, firstKey, firstKeyFile }: Gateway): string {
  if (keyless) return 'this machine only, no key needed'
  if (firstKeyFile === undefined) return 'with a key'
  return firstKey === undefined
    ? `with the key whose hash is in ${firstKeyFile}; delete that file and start again for a new key`
    : 'with the key below'
}

/** The only time that the key is shown. */
function keyLines({ firstKey: key, firstKeyFile }: Gateway): readonly string[] {
  if (key === undefined) return []
  return [
    '',
    `  ${styleText('bold', 'Your key, shown this once:')} ${key}`,
    `  Others can reach this gateway, so calls need it. Its hash is kept in ${firstKeyFile ?? ''}.`,
  ]
}

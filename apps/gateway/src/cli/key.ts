import { digestOf, newKey } from '../access/app-key.ts'
import { noPositionals } from './arguments.ts'
import { print, printError } from './print.ts'

export async function run(args: readonly string[]): Promise<number> {
  noPositionals(args)
  const key = newKey()
  print(key)
  printError(
    [
      'Give it to the application. In the config, name it by its hash:',
      `  keys: [{ name: 'my-app', key: 'sha256:${Buffer.from(digestOf(key)).toString('hex')}' }]`,
      'or put it into the environment as LUCID_API_KEY.',
    ].join('\n'),
  )
  return 0
}

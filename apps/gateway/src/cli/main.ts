import { type Command, commands } from './command.ts'
import { isUsageError } from './arguments.ts'
import { print, printError, withHint } from './print.ts'

/** Runs a command line; gives the exit code. 2 means that it was not understood. */
export async function main([word, ...rest]: readonly string[]): Promise<number> {
  // Whoever reads the output may stop reading, as `head` does; that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') return help(rest[0])
  if (word === '--version' || word === '-v' || word === 'version') {
    print((await import('../version.ts')).version)
    return 0
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined
  if (!command) {
    const { nearest } = await import('@lucid-gateway/runtime')
    const [near] = nearest(word, Object.keys(commands), 1)
    const meant = near === undefined ? '' : ` Did you mean ${near}?`
    printError(`There is no command "${word}".${meant} There are ${Object.keys(commands).join(', ')}.`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) return help(word)
  try {
    return await (await command.load()).run(rest)
  } catch (thrown) {
    if (isUsageError(thrown)) {
      printError([thrown.message, ...usageOf(command, rest[0])].join('\n'))
      return 2
    }
    printError(await explain(thrown))
    return 1
  }
}

function help(word: string | undefined): number {
  const chosen =
    word !== undefined && Object.hasOwn(commands, word) ? [commands[word]] : Object.values(commands)
  print('Usage: lucid <command>\n')
  for (const command of chosen)
    if (command) print(`  ${linesOf(command).join('\n  ')}\n      ${command.summary}\n`)
  print('  --version\n  help [command]')
  return 0
}

function linesOf({ usage }: Command): readonly string[] {
  return typeof usage === 'string' ? [usage] : usage
}

/** Of what a command does, that which was asked for; all of it where that is not known. */
function usageOf(command: Command, action: string | undefined): readonly string[] {
  const lines = linesOf(command)
  const asked = lines.filter(line => action !== undefined && line.split(' ')[1] === action)
  return (asked.length > 0 ? asked : lines).map(
    (line, index) => `${index === 0 ? 'Usage:' : '      '} lucid ${line}`,
  )
}

async function explain(thrown: unknown): Promise<string> {
  const { LucidError } = await import('@lucid-gateway/core')
  if (LucidError.is(thrown)) return withHint(thrown.toJSON())
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

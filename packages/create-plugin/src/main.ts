import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { installerOf } from './installer.ts'
import { kinds } from './kind.ts'
import { ownVersion } from './own-manifest.ts'
import { type Plan, planOf, type Wish } from './plan.ts'
import { Problem } from './problem.ts'
import { writePlugin } from './write-plugin.ts'

/** Where the command runs. */
export interface Surroundings {
  readonly cwd: string
  readonly say: (text: string) => void
  readonly complain: (text: string) => void
  /** Asks what the plugin brings; undefined where nobody is there to answer. */
  readonly ask: (() => Promise<Pick<Wish, 'kind' | 'url'>>) | undefined
}

const help = `create-plugin NAME [options]    write a Lucid plugin, ready to be run, tested and published

  --kind KIND          ${kinds.map(({ id, title }) => `${id.padEnd(18)} ${title}`).join('\n                       ')}
  --url URL            the vendor's base URL, up to its version
  --capability ID      the new capability's id; x-NAME unless said
  --package NAME       the package's name; lucid-provider-NAME unless said
  --dir FOLDER         where to write; ./NAME unless said
  --help, --version
`

/** Runs the command; gives back the exit code. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { say, complain, cwd, ask } = surroundings
  try {
    const said = understand(args)
    if (said.help || said.version) {
      say(said.help ? help : ownVersion)
      return 0
    }
    // The name is looked at first: nobody should answer a question in vain.
    planOf({ ...said.wish, kind: 'wire', url: undefined }, cwd)
    const answer = said.wish.kind === undefined && ask ? await ask() : {}
    const plan = planOf({ ...said.wish, ...answer }, cwd)
    report(plan, writePlugin(plan), surroundings)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown
    complain(`${thrown.message}\n${thrown.hint}`)
    return 1
  }
}

function understand(args: readonly string[]): {
  readonly wish: Wish
  readonly help: boolean
  readonly version: boolean
} {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        kind: { type: 'string' },
        url: { type: 'string' },
        capability: { type: 'string' },
        package: { type: 'string' },
        dir: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    })
    const { kind, url, capability, package: packageName, dir, help, version } = values
    const [name, more] = positionals
    if (more !== undefined) throw new Problem(`"${more}" was not expected.`, 'Name one plugin at a time.')
    const brought = kind ?? (url === undefined ? undefined : 'openai-compatible')
    return { wish: { name, kind: brought, url, capability, packageName, dir }, help, version }
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown
    throw new Problem(
      thrown instanceof Error ? thrown.message : String(thrown),
      'create-plugin --help shows what there is.',
    )
  }
}

function report(plan: Plan, files: readonly string[], { cwd, say }: Surroundings): void {
  const { id, kind, capability, env, folder } = plan
  const where = relative(cwd, folder) || '.'
  const key = kind.vendor ? `${env}=... ` : ''
  const call = kind.vendor
    ? `curl http://127.0.0.1:4100/v1/chat -H 'content-type: application/json' \\
    -d '{ "model": "${id}/${id}-1", "messages": [{ "role": "user", "content": "Hello" }] }'`
    : `curl http://127.0.0.1:4100/v1/run/${capability} -H 'content-type: application/json' \\
    -d '{ "model": "${id}/${id}-1", "text": "Hello", "times": 2 }'`
  say(`Wrote ${kind.title}, as the plugin "${id}":

${files.map(file => `  ${where === '.' ? '' : `${where}/`}${file}`).join('\n')}

Go on with

  ${where === '.' ? '' : `cd ${where} && `}${installerOf(folder)} install
  npm test                    the conformance suite
  ${key}npm start    a gateway with your plugin, started anew when you change it
  ${call}`)
}

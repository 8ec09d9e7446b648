import { nearest } from '@lucid-gateway/runtime'
import { discover } from './discover.ts'

/** The package that somebody means who writes `openai` or `provider-openai` for a plugin. */
export interface NamedPackage {
  readonly name: string
  /** Whether the project depends on it already. */
  readonly installed: boolean
}

export function packageNamed(word: string, folder: string): NamedPackage {
  const here = discover(folder)
  const likely = likelyName(word)
  const ours = likely.startsWith(scope) ? here.filter(({ name }) => name.startsWith(scope)) : []
  const [close] = nearest(
    tail(likely),
    ours.map(({ name }) => tail(name)),
    1,
  )
  const found =
    here.find(({ name, manifest }) => name === likely || manifest?.id === word) ??
    ours.find(({ name }) => tail(name) === close)
  return found ? { name: found.name, installed: true } : { name: likely, installed: false }
}

/** What tells one package of ours from the others. */
function tail(name: string): string {
  return name.slice(scope.length).replace(kind, '')
}

/** What to do where a plugin was asked for by a name that no plugin's package has. */
export function howToInstall(word: string, folder: string): string {
  const { name, installed } = packageNamed(word, folder)
  if (installed) return `Write "${name}", which is the name of its package.`
  if (name === word) return `Install it: npm install ${name}`
  return `A plugin is named by its package. Install it (npm install ${name}) and write "${name}".`
}

/** What to do where an import failed for want of a package; undefined where that was not why. */
export function howToFind(thrown: Error): string | undefined {
  const name = /^Cannot find package '([^']+)'/.exec(thrown.message)?.[1]
  return name === undefined ? undefined : `Install it there: npm install ${name}`
}

const scope = '@lucid-gateway/'
const kind = /^(provider|store|state|queue|vector|trace|guard|tool|bot)-/

function likelyName(word: string): string {
  const bare = word.startsWith(scope) ? word.slice(scope.length) : word
  if (!/^[a-z][a-z0-9-]*$/.test(bare) || /lucid|plugin/.test(bare)) return word
  return kind.test(bare) ? scope + bare : `${scope}provider-${bare}`
}

import { resolve } from 'node:path'
import { type Kind, type KindId, kinds } from './kind.ts'
import { Problem } from './problem.ts'

/** What the author said, on the command line or when asked. */
export interface Wish {
  readonly name: string | undefined
  readonly kind: string | undefined
  readonly url: string | undefined
  readonly capability: string | undefined
  readonly packageName: string | undefined
  readonly dir: string | undefined
}

/** A plugin to be written, with nothing left open. */
export interface Plan {
  readonly kind: Kind
  /** The plugin's id, the first word of its model refs. */
  readonly id: string
  /** For people: `My Vendor`. */
  readonly title: string
  readonly url: string
  readonly capability: string
  /** The environment name of its key. */
  readonly env: string
  readonly packageName: string
  readonly folder: string
}

const idPattern = /^[a-z][a-z0-9-]*$/
const packagePattern = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/

/** Names that mean something else in a gateway. */
const taken: ReadonlySet<string> = new Set(
  'lucid demo chat image video music speech transcription embedding rerank moderation realtime voices'.split(
    ' ',
  ),
)

export function planOf(wish: Wish, cwd: string): Plan {
  const id = nameOf(wish.name)
  const kind = kindOf(wish.kind)
  const packageName = wish.packageName ?? `lucid-provider-${id}`
  if (!packagePattern.test(packageName)) {
    throw new Problem(
      `"${packageName}" can't be the name of a package.`,
      'Write it as npm does: lucid-provider-acme, or @acme/lucid-provider.',
    )
  }
  return {
    kind,
    id,
    packageName,
    title: id.split('-').map(capitalised).join(' '),
    url: urlOf(kind, wish.url, id),
    capability: capabilityOf(wish.capability ?? `x-${id}`),
    env: `${id.replaceAll('-', '_').toUpperCase()}_API_KEY`,
    folder: resolve(cwd, wish.dir ?? id),
  }
}

function nameOf(name: string | undefined): string {
  if (name === undefined || name === '') {
    throw new Problem('The plugin needs a name.', 'Write it first: create-plugin my-vendor')
  }
  if (!idPattern.test(name)) {
    throw new Problem(
      `"${name}" can't be the name of a plugin.`,
      'Use lower case letters, digits and dashes, and begin with a letter: my-vendor.',
    )
  }
  if (taken.has(name)) {
    throw new Problem(`The name "${name}" is taken: it has a meaning of its own in Lucid.`, 'Choose another.')
  }
  return name
}

function kindOf(id: string | undefined): Kind {
  const kind = kinds.find(each => each.id === (id as KindId))
  if (kind) return kind
  const known = kinds.map(each => each.id).join(', ')
  throw new Problem(
    id === undefined ? 'What the plugin brings was not said.' : `There is no kind "${id}".`,
    `Write --kind with one of ${known}.`,
  )
}

function urlOf({ id: kind }: Kind, url: string | undefined, id: string): string {
  if (url === undefined) {
    if (kind !== 'openai-compatible') return `https://api.${id}.example/v1`
    throw new Problem(
      'A vendor of this kind needs its base URL.',
      'Write --url with the address up to its version: --url https://api.example.com/v1',
    )
  }
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    throw new Problem(
      `"${url}" is no base URL.`,
      'Write the address up to its version: https://api.example.com/v1',
    )
  }
  return url.replace(/\/+$/, '')
}

function capabilityOf(id: string): string {
  if (!idPattern.test(id)) {
    throw new Problem(
      `"${id}" can't be the name of a capability.`,
      'Use lower case letters, digits and dashes, and begin with a letter: x-translate.',
    )
  }
  if (taken.has(id)) {
    throw new Problem(
      `The capability "${id}" is Lucid's own.`,
      `Give yours another name (x-${id}), or write a plugin of the kind "wire" for ${id}.`,
    )
  }
  return id
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

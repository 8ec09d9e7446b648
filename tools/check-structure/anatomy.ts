import { posix } from 'node:path'
import { scope } from '../workspace.ts'
import { importsOf, withoutComments } from './code.ts'
import { engines, license, pluginFiles, pluginKinds, pluginKeyword } from './rules.ts'
import { workspaceTarget } from './tree.ts'
import type { Check, Finding, TreePackage } from './tree.ts'

/** All packages look alike from outside, and all plugins from inside, so that a newcomer guesses where a thing is. */
export const checkAnatomy: Check = ({ packages }) =>
  packages.flatMap(pkg => [
    ...packageFindings(pkg),
    ...(pkg.path.startsWith('plugins/') ? pluginFindings(pkg) : []),
  ])

function packageFindings(pkg: TreePackage): readonly Finding[] {
  const { manifest, files } = pkg
  const rules: readonly (readonly [boolean, string])[] = [
    [manifest.name === `${scope}${pkg.name}`, `its name is "${scope}${pkg.name}"`],
    [manifest['type'] === 'module', 'it is ESM only ("type": "module")'],
    [manifest['license'] === license, `its license is ${license}`],
    [
      (manifest['engines'] as { node?: string } | undefined)?.node === engines,
      `"engines.node" is "${engines}"`,
    ],
    [manifest.private === true || (manifest.files?.includes('dist') ?? false), '"files" has "dist"'],
    [
      manifest.private === true || isThere(files, 'README.md'),
      'it has a README.md that a stranger can follow',
    ],
    [referencesFit(pkg), 'the references in its tsconfig.json are the workspace packages that it depends on'],
  ]
  return rules.flatMap(([holds, rule]) =>
    holds ? [] : [{ file: `${pkg.path}/package.json`, message: `Not so: ${rule}.` }],
  )
}

function referencesFit({ manifest, files }: TreePackage): boolean {
  const { dependencies, devDependencies, peerDependencies } = manifest
  const needed = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).flatMap(
    dependency => workspaceTarget(dependency) ?? [],
  )
  const config = JSON.parse(files.get('tsconfig.json') ?? '{}') as {
    references?: readonly { path: string }[]
  }
  const present = (config.references ?? []).map(({ path }) => posix.basename(path))
  return needed.toSorted().join() === present.toSorted().join()
}

function pluginFindings(pkg: TreePackage): readonly Finding[] {
  const { files, manifest } = pkg
  const suite = files.get('src/conformance.test.ts') ?? ''
  const rules: readonly (readonly [boolean, string, string])[] = [
    [
      pluginKinds.some(kind => pkg.name.startsWith(`${kind}-`)),
      'package.json',
      `its folder is <kind>-<name>, the kind one of ${pluginKinds.join(', ')}`,
    ],
    [
      manifest.keywords?.includes(pluginKeyword) ?? false,
      'package.json',
      `it has the keyword "${pluginKeyword}"`,
    ],
    [
      exportsPlugin(files.get('src/index.ts') ?? ''),
      'src/index.ts',
      'its default export is definePlugin(...), or that of a base',
    ],
    [
      importsOf(suite).some(({ specifier }) => workspaceTarget(specifier) === 'testkit'),
      'src/conformance.test.ts',
      'it runs the conformance suite of the testkit',
    ],
  ]
  const broken = rules.filter(([holds]) => !holds)
  return [
    ...broken.map(([, file, rule]) => ({ file: `${pkg.path}/${file}`, message: `Not so: ${rule}.` })),
    ...strayFiles(pkg),
  ]
}

/** `export default f(...)`, where `f` comes from core or from a base that wraps it. */
function exportsPlugin(source: string): boolean {
  const code = withoutComments(source)
  const [, maker] = /^export default (\w+)\(/m.exec(code) ?? []
  if (maker === undefined) return false
  const imported = new RegExp(
    String.raw`import\s*\{[^}]*\b${maker}\b[^}]*\}\s*from\s*'${scope}(core|openai-compatible)'`,
  )
  return imported.test(code)
}

/** A provider's files at the top have fixed names; whatever else it needs is in a folder with a name of its own. */
function strayFiles(pkg: TreePackage): readonly Finding[] {
  if (!pkg.name.startsWith('provider-')) return []
  const top = [...pkg.files.keys()].filter(file => /^src\/[^/]+$/.test(file))
  const strays = top.filter(
    file => !pluginFiles.includes(posix.basename(file).replace(/(\.test(-d)?)?\.ts$/, '')),
  )
  return strays.map(file => ({
    file: `${pkg.path}/${file}`,
    message: `The files in a provider's src are ${pluginFiles.join(', ')}; put this one in a folder.`,
  }))
}

const isThere = (files: ReadonlyMap<string, string>, file: string) => (files.get(file) ?? '').trim() !== ''

import { scope } from '../workspace.ts'
import { importsOf } from './code.ts'
import { arrows, confined, coreMayImport, eager, pluginArrows } from './rules.ts'
import { isSource, isTest, npmTarget, workspaceTarget } from './tree.ts'
import type { Check, Finding, TreePackage } from './tree.ts'

/** What a package depends on and imports follows the arrows of the architecture. */
export const checkArrows: Check = ({ packages }) =>
  packages.flatMap(pkg => [
    ...manifestArrows(pkg),
    ...[...pkg.files].flatMap(([file, text]) => importArrows(pkg, file, text)),
  ])

const isPlugin = ({ path }: TreePackage) => path.startsWith('plugins/')

function allowed(pkg: TreePackage): readonly string[] | undefined {
  return isPlugin(pkg) ? pluginArrows : arrows[pkg.name]
}

function manifestArrows(pkg: TreePackage): readonly Finding[] {
  const file = `${pkg.path}/package.json`
  const to = allowed(pkg)
  if (!to) return [{ file, message: `No arrows are written down for ${pkg.name}; add it to rules.ts.` }]
  return Object.keys(pkg.manifest.dependencies ?? {}).flatMap(dependency => {
    const target = workspaceTarget(dependency)
    if (target !== undefined && !to.includes(target)) {
      return [{ file, message: `It depends on ${target}, and no arrow leads from ${pkg.name} to ${target}.` }]
    }
    return confinedElsewhere(pkg, dependency, file)
  })
}

function importArrows(pkg: TreePackage, path: string, text: string): readonly Finding[] {
  if (!isSource(path) || !/^(src|test)\//.test(path)) return []
  const file = `${pkg.path}/${path}`
  const rules = isTest(path)
    ? [otherPlugin, undeclared]
    : [noArrow, undeclared, confinedImport, beyondCore, eagerSdk]
  return importsOf(text).flatMap(({ specifier, kind }) =>
    rules.flatMap(rule => rule(pkg, file, specifier, kind)),
  )
}

type ImportRule = (pkg: TreePackage, file: string, specifier: string, kind: string) => readonly Finding[]

const noArrow: ImportRule = (pkg, file, specifier) => {
  const target = workspaceTarget(specifier)
  if (target === undefined || target === pkg.name || allowed(pkg)?.includes(target)) return []
  return [{ file, message: `It imports ${specifier}, and no arrow leads from ${pkg.name} to ${target}.` }]
}

const otherPlugin: ImportRule = (pkg, file, specifier) => {
  const target = workspaceTarget(specifier)
  const foreign =
    isPlugin(pkg) && target !== pkg.name && /^(provider|store|state|queue)-(?!kit$)/.test(target ?? '')
  return foreign ? [{ file, message: `It imports ${specifier}; a plugin's tests know no other plugin.` }] : []
}

const undeclared: ImportRule = (pkg, file, specifier) => {
  const name = npmTarget(specifier)
  if (name === undefined || !name.startsWith(scope) || name === pkg.manifest.name) return []
  const { dependencies, devDependencies, peerDependencies } = pkg.manifest
  const declared = { ...dependencies, ...peerDependencies, ...(isTest(file) ? devDependencies : {}) }
  return name in declared ? [] : [{ file, message: `It imports ${name}, which is not in its package.json.` }]
}

const confinedImport: ImportRule = (pkg, file, specifier) =>
  confinedElsewhere(pkg, npmTarget(specifier) ?? '', file)

function confinedElsewhere(pkg: TreePackage, dependency: string, file: string): readonly Finding[] {
  const home = confined[dependency]
  if (!home || home.includes(pkg.name)) return []
  return [{ file, message: `It uses ${dependency}, which belongs to ${home.join(', ')} alone.` }]
}

const beyondCore: ImportRule = (pkg, file, specifier) => {
  const name = npmTarget(specifier)
  if (pkg.name !== 'core' || name === undefined || coreMayImport.includes(name)) return []
  return [{ file, message: `It imports ${name}; core depends on ${coreMayImport.join(', ')} alone.` }]
}

/** Importing some SDKs takes seconds and a hundred megabytes: a plugin that is listed but not used must not pay that. */
const eagerSdk: ImportRule = (pkg, file, specifier, kind) => {
  const name = npmTarget(specifier)
  if (!isPlugin(pkg) || kind !== 'value' || name === undefined) return []
  if (name.startsWith(scope) || eager.includes(name)) return []
  return [
    {
      file,
      message: `It imports ${name} eagerly; use \`import type\`, and \`await import()\` where it is needed.`,
    },
  ]
}

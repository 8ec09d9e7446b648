import { posix } from 'node:path'
import { importsOf } from './code.ts'
import { isSource, workspaceTarget } from './tree.ts'
import type { Check, Finding, Tree } from './tree.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** No module, and no package, needs itself by way of others. Types alone make no cycle: they are gone at run time. */
export const checkCycles: Check = tree => [
  ...cyclesIn(fileGraph(tree)).map(cycle => finding(cycle, 'These modules import each other')),
  ...cyclesIn(packageGraph(tree)).map(cycle => finding(cycle, 'These packages depend on each other')),
]

function finding(cycle: readonly string[], what: string): Finding {
  return { file: cycle[0] ?? '', message: `${what}: ${[...cycle, cycle[0]].join(' -> ')}.` }
}

function fileGraph({ files }: Tree): Graph {
  const sources = [...files].filter(([file]) => isSource(file))
  return new Map(
    sources.map(([file, text]) => {
      const relative = importsOf(text).filter(
        ({ specifier, kind }) => kind === 'value' && specifier.startsWith('.'),
      )
      return [file, relative.map(({ specifier }) => posix.join(posix.dirname(file), specifier))]
    }),
  )
}

function packageGraph({ packages }: Tree): Graph {
  return new Map(
    packages.map(({ name, manifest }) => {
      const { dependencies, devDependencies, peerDependencies } = manifest
      const all = Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
      return [name, all.flatMap(dependency => workspaceTarget(dependency) ?? [])]
    }),
  )
}

/** Each cycle that a walk in depth meets, once. */
function cyclesIn(graph: Graph): readonly (readonly string[])[] {
  const cycles: (readonly string[])[] = []
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): void => {
    const seenAt = path.indexOf(node)
    if (seenAt >= 0) cycles.push(path.slice(seenAt))
    if (seenAt >= 0 || done.has(node)) return
    for (const next of graph.get(node) ?? []) visit(next, [...path, node])
    done.add(node)
  }
  for (const node of graph.keys()) visit(node, [])
  return cycles
}

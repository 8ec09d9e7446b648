import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { howToFind } from '../discovery/package-named.ts'
import type { ConfigProblem } from './config-problem.ts'

type Place = Pick<ConfigProblem, 'line' | 'column'>

/** What kept a config that is a module from being imported, and the line of it. */
export async function importFault(file: string, thrown: unknown): Promise<ConfigProblem> {
  if (!(thrown instanceof Error)) return { file, message: String(thrown) }
  const place = placeIn(thrown.stack ?? '', file) ?? (thrown instanceof SyntaxError ? await parsed(file) : {})
  const fix = howToFind(thrown)
  return { file, ...place, message: fix === undefined ? thrown.message : `${thrown.message}. ${fix}` }
}

/** Node writes the place of an error as `file:line:column`, or as `file:line` above the line with a mark under it. */
function placeIn(text: string, file: string): Place | undefined {
  for (const found of text.split(file).slice(1)) {
    const [, line, column] = /^(?:\?[^:\s]*)?:(\d+)(?::(\d+))?/.exec(found) ?? []
    if (line === undefined) continue
    const mark = /^.*\n(?:.*\n){1,4}?( *)\^/.exec(found)?.[1]
    return { line: Number(line), column: Number(column ?? (mark?.length ?? 0) + 1) }
  }
  return undefined
}

/** Of JavaScript that can't be parsed Node keeps the place to itself, unless that is all it is asked. */
async function parsed(file: string): Promise<Place> {
  const said = await promisify(execFile)(process.execPath, ['--check', file]).then(
    () => '',
    (error: { readonly stderr?: string }) => error.stderr ?? '',
  )
  return placeIn(said, file) ?? {}
}

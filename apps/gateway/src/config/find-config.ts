import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { configError } from './config-problem.ts'

export const configNames = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map(
  ending => `lucid.config.${ending}`,
)

/** The config file of a folder, if there is one. Two would leave it open which of them holds. */
export function findConfig(cwd: string, named?: string): string | undefined {
  if (named !== undefined) {
    const file = resolve(cwd, named)
    if (!existsSync(file)) throw configError([{ file, message: 'there is no such file.' }])
    return file
  }
  const found = configNames.map(name => join(cwd, name)).filter(file => existsSync(file))
  const [first, second] = found
  if (first !== undefined && second !== undefined) {
    throw configError([
      { file: second, message: `there is also ${first}; keep one, or name one with --config.` },
    ])
  }
  return first
}

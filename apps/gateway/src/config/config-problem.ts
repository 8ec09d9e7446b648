import { LucidError } from '@lucid-gateway/core'
import { command } from '../version.ts'

/** One thing that is wrong with a config, and where. */
export interface ConfigProblem {
  readonly file: string
  /** The path of the setting, as people write it: `server.port`. */
  readonly key?: string
  /** From 1; known for JSON and YAML. */
  readonly line?: number
  readonly column?: number
  readonly message: string
}

export function configError(problems: readonly ConfigProblem[]): LucidError {
  return new LucidError('unavailable', problems.map(describe).join('\n'), {
    reason: 'config_invalid',
    recourse: 'none',
    hint: `Correct the config; \`${command} config check\` checks it without starting anything.`,
    details: { problems: problems.map(problem => ({ ...problem })) },
  })
}

function describe(problem: ConfigProblem): string {
  const place =
    problem.line === undefined ? problem.file : `${problem.file}:${problem.line}:${problem.column ?? 1}`
  return problem.key ? `${place}: ${problem.key}: ${problem.message}` : `${place}: ${problem.message}`
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './workspace.ts'

/** One thing to do; it has failed if it throws. */
export interface Step {
  readonly name: string
  readonly run: () => Promise<void>
}

/** Why a step failed; its messages are already on the screen. */
export class StepFailed extends Error {}

export interface StepResult {
  readonly name: string
  readonly ok: boolean
  readonly seconds: number
}

/** Runs steps one after the other, each with its heading and its time, and stops at none: all that is wrong is shown. */
export async function runSteps(steps: readonly Step[]): Promise<readonly StepResult[]> {
  const results: StepResult[] = []
  for (const { name, run } of steps) {
    process.stdout.write(`\n--- ${name}\n`)
    const from = performance.now()
    const ok = await run().then(() => true, reportFailure)
    results.push({ name, ok, seconds: (performance.now() - from) / 1000 })
  }
  process.stdout.write('\n')
  for (const { name, ok, seconds } of results) {
    process.stdout.write(
      `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(28)} ${seconds.toFixed(1).padStart(6)} s\n`,
    )
  }
  return results
}

function reportFailure(error: unknown): false {
  if (!(error instanceof StepFailed)) console.error(error)
  else if (error.message) console.error(error.message)
  return false
}

/** A step that is a command of one of the installed tools, or of Node if it names a script. */
export function command(name: string, tool: string, ...args: readonly string[]): Step {
  const script = tool.endsWith('.ts')
  const file = script ? process.execPath : join(root, 'node_modules', '.bin', tool)
  return { name, run: () => succeed(file, script ? [tool, ...args] : args) }
}

function succeed(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', status => (status === 0 ? resolve() : reject(new StepFailed())))
  })
}

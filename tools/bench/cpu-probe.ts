// Preloaded into the process under test: tells the CPU time it has used, in microseconds: all its threads together, and
// the one that serves.
import { serve } from './child.ts'

/** Microseconds. */
export interface CpuTime {
  readonly all: number
  readonly main: number
}

serve({
  cpu: (): CpuTime => ({ all: sum(process.cpuUsage()), main: sum(process.threadCpuUsage()) }),
})
process.channel?.unref()

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

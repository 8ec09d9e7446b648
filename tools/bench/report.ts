import { writeFile } from 'node:fs/promises'
import { arch, cpus, platform, release } from 'node:os'
import { join } from 'node:path'
import { root } from '../workspace.ts'
import type { Effort, Measured } from './measure.ts'

export async function writeReport(measured: Measured, effort: Effort): Promise<void> {
  await writeFile(join(root, 'docs/benchmarks.md'), reportOf(measured, effort))
}

function reportOf(_measured: Measured, _effort: Effort): string {
  return `${arch()} ${platform()} ${release()} ${cpus().length}`
}

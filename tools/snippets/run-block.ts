import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Block } from './blocks.ts'

const run = promisify(execFile)

export interface Place {
  /** The folder to run in; packages are found from there. */
  readonly folder: string
  /** The gateway that the pages know as http://127.0.0.1:4100. */
  readonly url: string
}

/** Runs a block and gives what it printed; throws where it fails. */
export async function runBlock(block: Block, { folder, url }: Place): Promise<string> {
  const code = block.code.replaceAll('http://127.0.0.1:4100', url)
  await mkdir(folder, { recursive: true })
  const options = {
    cwd: folder,
    timeout: 30_000,
    env: { ...process.env, NODE_OPTIONS: '--conditions=@lucid-gateway/source' },
  }
  if (block.language === 'sh') {
    const { stdout } = await run(
      'bash',
      ['-euo', 'pipefail', '-c', code.replaceAll(/^curl /gm, 'curl -sS ')],
      options,
    )
    return stdout
  }
  const file = join(folder, block.file as string)
  await writeFile(file, code)
  const { stdout } = await run(process.execPath, [file], options)
  return stdout
}

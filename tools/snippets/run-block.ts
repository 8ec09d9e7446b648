import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Block, isConfig } from './blocks.ts'

const run = promisify(execFile)
const cli = join(import.meta.dirname, '../../apps/gateway/src/cli.ts')

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
    env: {
      ...process.env,
      OPENAI_API_KEY: 'sk-of-nobody',
      REPLICATE_API_TOKEN: 'r8_of_nobody',
      OPENAI_EU_KEY: 'sk-of-nobody',
      WEBSITE_KEY: randomBytes(32).toString('hex'),
      NODE_OPTIONS: '--conditions=@lucid-gateway/source',
    },
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
  const script = isConfig(block) ? [cli, 'config', 'check', '--config', file] : [file]
  const { stdout } = await run(process.execPath, script, options)
  return stdout
}

import { loadConfig } from '../config/load-config.ts'
import { databaseFile } from '../start/open-data.ts'

/** The database of the gateway of this folder, by its config. */
export async function databaseHere(values: { readonly config?: string }): Promise<string> {
  const cwd = process.cwd()
  const configured = await loadConfig({
    cwd,
    env: process.env,
    ...(values.config === undefined ? {} : { file: values.config }),
  })
  return databaseFile(configured, cwd)
}

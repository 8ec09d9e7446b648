import { LucidError } from '@lucid-gateway/core'
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
  const { store } = configured.settings
  if (store === false || store?.plugin !== undefined) throw noFile(store === false ? undefined : store.plugin)
  return databaseFile(configured, cwd)
}

/** Another file of that name may lie about; nothing of this gateway is in it. */
function noFile(plugin: string | undefined): LucidError {
  const where = plugin === undefined ? 'in memory' : `in what the plugin "${plugin}" has`
  return new LucidError(
    'conflict',
    `The gateway of this config keeps its data ${where}, not in an SQLite file.`,
    {
      reason: 'no_database_file',
      hint:
        plugin === undefined
          ? 'A gateway that runs is asked by `lucid usage` and `lucid calls`.'
          : 'A gateway that runs is asked by `lucid usage` and `lucid calls`; copies are made with the means of that store.',
    },
  )
}

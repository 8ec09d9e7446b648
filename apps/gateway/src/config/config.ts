import type { z } from 'zod'
import type { configSchema } from './config-schema.ts'

/** What `lucid.config.*` says, before defaults. */
export type Config = z.input<typeof configSchema>

/** The same, checked and with defaults. */
export type Settings = z.output<typeof configSchema>

export type PluginSetting = NonNullable<Settings['plugins']>[number]
export type AppKeySetting = NonNullable<Settings['keys']>[number]
export type Limits = Settings['server']['limits']

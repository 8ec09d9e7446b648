import type { GenerationService } from '@lucid-gateway/generation'
import type { AppKey } from '../access/app-key.ts'
import type { Gate } from '../access/gate.ts'
import type { RequestRule } from '../access/keyless-rule.ts'
import type { Keyring } from '../access/keyring.ts'
import type { Settings } from '../config/config.ts'
import type { PluginReport } from '../discovery/plugin-report.ts'
import type { ResponseMemory } from '../dialects/openai/responses/response-memory.ts'
import type { Pulse } from '../http/pulse.ts'
import type { DoneOnce } from '../idempotency/done-once.ts'
import type { WebhookSecrets } from '../jobs/webhook-secrets.ts'
import type { Tenants } from '../keys/tenants.ts'
import type { HostLog } from '../log/create-log.ts'
import type { Generation } from './generation.ts'
import { token } from './token.ts'

/** What lives as long as the process. */
export const hostLog = token<HostLog>('HostLog')
export const pulse = token<Pulse>('Pulse')
export const responses = token<ResponseMemory>('ResponseMemory')
export const doneOnce = token<DoneOnce>('DoneOnce')
export const images = token<GenerationService>('Images')
export const webhookSecrets = token<WebhookSecrets>('WebhookSecrets')
export const tenants = token<Tenants>('Tenants')
export const keylessRule = token<RequestRule>('RequestRule')

/** What lives as long as one generation of the config. */
export const settings = token<Settings>('Settings')
export const appKeys = token<readonly AppKey[]>('AppKeys')
export const pluginReports = token<readonly PluginReport[]>('PluginReports')
export const keyring = token<Keyring>('Keyring')
export const gate = token<Gate>('Gate')
export const generation = token<Generation>('Generation')

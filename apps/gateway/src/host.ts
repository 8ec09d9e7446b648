import type { GenerationService } from '@lucid-gateway/generation'
import type { Runtime } from '@lucid-gateway/runtime'
import type { AdminGate, FixedAdmin } from './admin/admin-gate.ts'
import type { Generation } from './composition/generation.ts'
import type { ResponseMemory } from './dialects/openai/responses/response-memory.ts'
import type { Pulse } from './http/pulse.ts'
import type { DoneOnce } from './idempotency/done-once.ts'
import type { WebhookSecrets } from './jobs/webhook-secrets.ts'
import type { Tenants } from './keys/tenants.ts'
import type { HostLog } from './log/create-log.ts'

/** What lives as long as the process, as requests see it. */
export interface Host {
  readonly version: string
  readonly log: HostLog
  /** Takes known secrets out of a text that leaves the gateway. */
  scrub(text: string): string
  readonly pulse: Pulse
  readonly runtime: Runtime
  /** Pictures by sessions, over the same runtime. */
  readonly images: GenerationService
  /** What is remembered of answers that callers may come back to. */
  readonly responses: ResponseMemory
  readonly webhookSecrets: WebhookSecrets
  /** What was asked for with an `Idempotency-Key`. */
  readonly doneOnce: DoneOnce
  readonly tenants: Tenants
  readonly adminGate: AdminGate
  /** The admin of the environment or of the data folder; absent where there is neither. */
  readonly fixedAdmin: FixedAdmin | undefined
  /** Whether a budget may be made: where a ledger is kept, or all that is spent ends with the process. */
  readonly takesBudgets: boolean
  /** What new requests are served under. */
  readonly generation: Generation
  /** True from the moment the process was told to stop. */
  readonly draining: boolean
}

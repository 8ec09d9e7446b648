import 'reflect-metadata'
import { container, type DependencyContainer } from 'tsyringe'
import { GenerationService } from '@lucid-gateway/generation'
import { keylessRule } from '../access/keyless-rule.ts'
import { createResponseMemory } from '../dialects/openai/responses/response-memory.ts'
import { createPulse } from '../http/pulse.ts'
import { DoneOnce } from '../idempotency/done-once.ts'
import { webhookSecrets } from '../jobs/webhook-secrets.ts'
import { createTenants } from '../keys/tenants.ts'
import type { Runtime } from '@lucid-gateway/runtime'
import type { HostLog } from '../log/create-log.ts'
import { provide } from './token.ts'
import * as tokens from './tokens.ts'

export interface RootParts {
  readonly log: HostLog
  readonly runtime: Runtime
  /** The port that is listened on; asked for once somebody calls. */
  readonly port: () => number
  /** What the secrets of webhooks are made from; made up where the operator gives none, and then another with each start. */
  readonly webhookSecret: string | undefined
  /** The address that is listened on, where nobody else can reach it: a name of the gateway. */
  readonly host?: string
}

/** What all generations share. A container of its own, so that two gateways in one process share nothing. */
export function composeRoot({ log, runtime, port, host, webhookSecret }: RootParts): DependencyContainer {
  const root = container.createChildContainer()
  provide(root, tokens.hostLog, () => log)
  provide(root, tokens.pulse, createPulse)
  provide(root, tokens.doneOnce, () => new DoneOnce(runtime.ports))
  provide(root, tokens.responses, () => createResponseMemory(runtime.ports))
  provide(root, tokens.images, () => GenerationService.over(runtime))
  provide(root, tokens.webhookSecrets, () => webhookSecrets(webhookSecret))
  provide(root, tokens.tenants, () => createTenants({ ...runtime.ports, log }))
  provide(root, tokens.keylessRule, () => keylessRule(port(), host))
  return root
}

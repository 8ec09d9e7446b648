import { type LucidErrorOptions, fromUnknown, LucidError } from '@lucid-gateway/core'
import { Cancellation } from '../cancellation.ts'
import type { Generation } from '../generation.ts'
import type { Ports } from '../options.ts'
import type { JobRecord, JobWebhook } from './job-record.ts'
import type { JobNotice } from './jobs.ts'
import { WebhookSender } from './webhook-sender.ts'
import { webhookSecretFault } from './webhook-signature.ts'
import { checkWebhookUrl } from './webhook-url.ts'

/** How long looking up a name may hold up whoever starts a job. */
const lookupMs = 5000

/** Tells of the end of jobs whoever wants to be told. */
export class JobNotices {
  readonly #ports: Ports
  readonly #present: () => Generation
  readonly #sender: WebhookSender

  constructor(ports: Ports, present: () => Generation) {
    this.#ports = ports
    this.#present = present
    const { clock, random, log } = ports
    this.#sender = new WebhookSender({
      http: ({ signal }) => present().transport.caller({ signal, deadline: Infinity, ...this.#reach() }),
      clock,
      random,
      log,
    })
  }

  /** Throws where nobody could be told at that address, or not so that it is believed. */
  async require({ url, secret, param }: JobNotice): Promise<void> {
    const { callerHosts, transport } = this.#present()
    const checked = checkWebhookUrl(url, callerHosts, param)
    if (LucidError.is(checked)) throw checked
    const fault = webhookSecretFault(secret, param)
    if (fault) throw fault
    const signal = new Cancellation()
    const deadline = this.#ports.clock.now() + lookupMs
    try {
      await transport.requireReachable(checked.href, { signal, deadline, ...this.#reach() })
    } catch (thrown) {
      throw unreachable(fromUnknown(thrown), param)
    }
  }

  async tell(notice: JobNotice, job: JobRecord): Promise<JobWebhook['state']> {
    const { url, secret } = notice
    try {
      return await this.#sender.send({ url, secret, id: `msg_${job.id}`, payload: notice.payload(job) })
    } catch {
      return 'waiting'
    }
  }

  close(): Promise<void> {
    return this.#sender.close()
  }

  #reach(): Pick<Generation, 'callerHosts'> & {
    readonly secrets: readonly string[]
    readonly log: Ports['log']
  } {
    const { callerHosts, accounts } = this.#present()
    return {
      callerHosts,
      secrets: [...accounts.values()].flatMap(({ secrets }) => secrets),
      log: this.#ports.log,
    }
  }
}

function unreachable({ message, reason, hint }: LucidError, param: string): LucidError {
  const said: LucidErrorOptions = {
    param,
    ...(reason === undefined ? {} : { reason }),
    hint: hint ?? 'Give an https address that is public.',
  }
  return new LucidError('invalid_request', message, said)
}

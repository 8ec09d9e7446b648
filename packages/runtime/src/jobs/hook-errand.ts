import {
  type Capability,
  type JobOffer,
  type JobStatus,
  LucidError,
  type WebhookDelivery,
} from '@lucid-gateway/core'
import type { Timed } from '../errand.ts'
import { VendorErrand } from '../vendor-errand.ts'

export interface HookInput extends Timed {
  readonly capability: Capability
  readonly account: string
  readonly model: string
  readonly delivery: WebhookDelivery
}

/** Has a plugin read what came as a report of its vendor. */
export class HookErrand extends VendorErrand<JobStatus | undefined, HookInput> {
  /** Undefined where the plugin takes no reports. */
  protected async work(): Promise<JobStatus | undefined> {
    const { capability, account: name, model, delivery } = this.input
    const { accounts, registry } = this.generation
    const account = accounts.get(name)
    const job: JobOffer | undefined = registry.offer(name, capability)?.job
    if (!account || !job?.webhook) return undefined
    const read = await this.ask(account, model, async attempt => {
      try {
        return { status: await job.webhook?.(delivery, attempt) }
      } catch (thrown) {
        // Its sender is at fault, whoever that is: neither the vendor nor the account is.
        if (LucidError.is(thrown) && thrown.origin === 'caller') return { refused: thrown }
        throw thrown
      }
    })
    if ('refused' in read) throw read.refused
    return read.status
  }
}

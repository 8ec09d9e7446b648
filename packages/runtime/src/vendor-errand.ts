import type { Attempt, Warning } from '@lucid-gateway/core'
import { Errand, type Timed } from './errand.ts'
import type { GenerationAccount } from './generation.ts'
import { heeding } from './heeding.ts'
import { withoutKeyInLog } from './keyless-log.ts'
import { presentable, withoutKey } from './presentable.ts'
import { restAfter } from './rest-after.ts'
import { warnOfRefusedKey } from './refused-key.ts'

/** An errand for which a vendor is asked. */
export abstract class VendorErrand<T, Input extends Timed> extends Errand<T, Input> {
  /** Asks with an account's credentials. */
  protected async ask<Answer>(
    account: GenerationAccount,
    model: string,
    asking: (attempt: Attempt) => Promise<Answer>,
    warnings: Warning[] = [],
  ): Promise<Answer> {
    const { name, plugin, payer, secrets } = account
    const plain = this.ports.log.child({ call: this.id, account: name })
    const log = payer === 'caller' ? withoutKeyInLog(plain, secrets) : plain
    const { turn } = this.generation.rests
    const attempt = this.#attempt(account, model, log, warnings)
    try {
      return await heeding(
        this.cancellation,
        () => asking(attempt),
        () => {},
      )
    } catch (thrown) {
      const record = { payer, provider: plugin.id, account: name }
      const error = presentable(thrown, { cancellation: this.cancellation, account, record, log })
      if (error.code === 'auth') {
        const { generation } = this
        restAfter(error, { account, target: { model }, call: { generation }, log }, turn)
      }
      warnOfRefusedKey(error, account, log, this.ports.clock.now())
      throw error
    }
  }

  #attempt(account: GenerationAccount, model: string, log: Attempt['log'], warnings: Warning[]): Attempt {
    const { deadline } = this.record
    const { name, hosts, secrets, plugin, credentials, secretVersion } = account
    const { artifactHosts = [] } = plugin
    const { callerHosts, transport } = this.generation
    const signal = this.cancellation
    return {
      model,
      credentials,
      ...(secretVersion === undefined ? {} : { secretVersion }),
      signal: signal.signal,
      deadline,
      http: transport.http({ hosts, secrets, artifactHosts, callerHosts, signal, deadline, log }),
      callId: this.id,
      idempotencyKey: `${this.id}:${name}/${model}`,
      number: 1,
      account: name,
      log,
      warn: warning => warnings.push(withoutKey(warning, secrets)),
    }
  }
}

import { strange } from '../errors.ts'
import type { ReplicateAttempt, ReplicateClients } from '../sdk/client.ts'

export interface WebhookSecrets {
  /** Runs a check with the account's secret, and once more with a new one where the one that was kept is old. */
  check(attempt: ReplicateAttempt, now: number, isGood: (secret: string) => boolean): Promise<boolean>
}

const mostKept = 64
/** Forged deliveries must not make us ask the vendor each time; a secret that was changed is noticed after so long. */
const oldMs = 10 * 60_000

interface Kept {
  readonly secret: string
  readonly at: number
}

/** The signing secret that the account was given, or else the vendor's, which is asked for and kept for a while. */
export function webhookSecrets(clients: ReplicateClients): WebhookSecrets {
  const kept = new Map<string, Kept>()

  const ask = async (attempt: ReplicateAttempt, now: number): Promise<Kept> => {
    const { key } = await clients.use(attempt, client =>
      client.webhooks.default.secret.get({ signal: attempt.signal }),
    )
    if (typeof key !== 'string') throw strange('secret')
    return { secret: key, at: now }
  }

  const keep = (name: string, fresh: Kept): Kept => {
    kept.delete(name)
    kept.set(name, fresh)
    const [oldest] = kept.keys()
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
    return fresh
  }

  return {
    async check(attempt, now, isGood) {
      const { account, credentials, secretVersion } = attempt
      if (credentials.webhookSecret !== undefined) return isGood(credentials.webhookSecret)
      if (secretVersion === undefined) return isGood((await ask(attempt, now)).secret)
      const name = JSON.stringify([account, secretVersion])
      const before = kept.get(name)
      if (before && (isGood(before.secret) || now - before.at < oldMs)) return isGood(before.secret)
      return isGood(keep(name, await ask(attempt, now)).secret)
    },
  }
}

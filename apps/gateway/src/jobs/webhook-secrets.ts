import { createHmac, randomBytes } from 'node:crypto'

/** What the secrets are made from, so that they stay the same when the gateway is started again. */
export const webhookSecretVariable = 'LUCID_WEBHOOK_SECRET'

/** The secrets by which receivers know that a webhook is this gateway's. */
export interface WebhookSecrets {
  /** Of an application's key; of whoever needs none where no name is given. */
  of(key: string | undefined): string
}

/** Each key has one of its own, so that one application can not forge what another is told. */
export function webhookSecrets(master: string | undefined): WebhookSecrets {
  const root = master || randomBytes(32)
  return {
    of(key) {
      const bytes = createHmac('sha256', root)
        .update(key === undefined ? 'keyless' : `key ${key}`)
        .digest()
      return `whsec_${bytes.toString('base64')}`
    },
  }
}

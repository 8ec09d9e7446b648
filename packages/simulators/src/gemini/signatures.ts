/** What the vendor takes on a call that it did not make. */
const noSignature = 'skip_thought_signature_validator'

const mark = 'simulated thought '

export function signatureOf(serial: number): string {
  return Buffer.from(`${mark}${serial}`).toString('base64')
}

export function isGenuine(signature: string): boolean {
  return signature === noSignature || Buffer.from(signature, 'base64').toString().startsWith(mark)
}

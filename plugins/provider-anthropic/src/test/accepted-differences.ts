/** Where the plugin knowingly does not do what the vendor's SDK does. Reviewed; a stale entry fails the test. */
export interface AcceptedDifference {
  /** Which comparison: how the plugin was used, and what of. */
  readonly of: 'request' | 'answer' | 'error'
  /** The cases it is limited to, by name. */
  readonly cases?: RegExp
  /** Where they differ. */
  readonly path: RegExp
  readonly reason: string
}

export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    of: 'request',
    cases: /^(blocks of plain text|results of tools).*decoded/,
    path: /\.content$/,
    reason: 'One block of plain text is sent as a string, which means the same.',
  },
  {
    of: 'error',
    cases: /^a wrong key/,
    path: /^error\.message$/,
    reason:
      "The vendor quotes a part of the refused key, which is the operator's and not for each caller to see.",
  },
]

/** Where a plugin knowingly does not do what its vendor's SDK does. Reviewed; a stale entry fails the test. */
export interface AcceptedDifference {
  /** Which comparison: how the plugin was used, and what of. */
  readonly of: string
  /** The cases it is limited to, by name. */
  readonly cases?: RegExp
  /** Where they differ. */
  readonly path: RegExp
  readonly reason: string
}

/** Something that the author can put right: what is wrong, and what to do. */
export class Problem extends Error {
  readonly hint: string

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'Problem'
    this.hint = hint
  }
}

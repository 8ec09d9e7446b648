const token = "[\\w!#$%&'*+.^`|~-]+"
const plain = new RegExp(
  `^${token}/${token}(?: *; *${token}=(?:${token}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*"))*$`,
)

/** A media type that was said of bytes, as a header may hold it. What is none says nothing. */
export function plainType(said: string): string {
  return said.length <= 255 && plain.test(said) ? said : 'application/octet-stream'
}

import { code } from './code.ts'
import { prose } from './prose.ts'

/** Texts on which estimates of tokens are measured, by what they are. */
export const corpus: Readonly<Record<string, string>> = { ...prose, ...code }

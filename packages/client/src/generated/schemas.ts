// Written by `pnpm client-types`; not by hand.

export type * from './content.ts'
export type * from './answers.ts'
export type * from './admin.ts'

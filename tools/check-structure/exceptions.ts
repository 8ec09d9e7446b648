/**
 * Files that may be longer than their limit. The list is meant to stay this short: each entry says why the file can't
 * be split by noun, and is taken out when it can.
 */
export const exceptions: Readonly<Record<string, { readonly lines: number; readonly why: string }>> = {}

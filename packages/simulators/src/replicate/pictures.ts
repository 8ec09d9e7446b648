/** The smallest pictures there are, of one pixel each. */
const pictures = {
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  webp: 'UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA',
  jpg: '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
} as const

const types = { png: 'image/png', webp: 'image/webp', jpg: 'image/jpeg' } as const

export type Extension = keyof typeof pictures

export function extensionOf(asked: unknown, usual: Extension): Extension {
  const word = asked === 'jpeg' ? 'jpg' : asked
  return typeof word === 'string' && Object.hasOwn(pictures, word) ? (word as Extension) : usual
}

export function pictureNamed(file: string): { readonly bytes: Buffer; readonly type: string } | undefined {
  const extension = file.split('.').at(-1) as Extension
  if (!Object.hasOwn(pictures, extension)) return undefined
  return { bytes: Buffer.from(pictures[extension], 'base64'), type: types[extension] }
}

export function dataUrlOf(extension: Extension): string {
  return `data:${types[extension]};base64,${pictures[extension]}`
}

/** What a plugin brings, and so where its sources begin. */
export type KindId = 'openai-compatible' | 'wire' | 'capability'

export interface Kind {
  readonly id: KindId
  /** In one line, for the question and the help. */
  readonly title: string
  /** What its sources import. */
  readonly dependencies: readonly string[]
  /** Whether it talks to a vendor, and so needs a key. */
  readonly vendor: boolean
}

const scope = '@lucid-gateway'

export const kinds: readonly Kind[] = [
  {
    id: 'openai-compatible',
    title: "a vendor that speaks OpenAI's chat API",
    dependencies: [`${scope}/openai-compatible`],
    vendor: true,
  },
  {
    id: 'wire',
    title: 'a vendor with an API of its own',
    dependencies: [`${scope}/core`, `${scope}/provider-kit`, 'zod'],
    vendor: true,
  },
  {
    id: 'capability',
    title: 'something that models do and Lucid has no word for yet',
    dependencies: [`${scope}/core`, 'zod'],
    vendor: false,
  },
]

/** What every kind needs to be checked, tested, built and tried. */
export const devDependencies: readonly string[] = [
  `${scope}/gateway`,
  `${scope}/testkit`,
  '@types/node',
  'typescript',
  'vitest',
]

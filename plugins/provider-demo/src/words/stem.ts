const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  feet: 'foot',
  geese: 'goose',
  men: 'man',
  mice: 'mouse',
  people: 'person',
  teeth: 'tooth',
  women: 'woman',
  ate: 'eat',
  bought: 'buy',
  flew: 'fly',
  ran: 'run',
  wrote: 'write',
}

/** Endings with what is left in their place; the first that leaves at least three letters wins. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/ies$/, 'y'],
  [/(ss|sh|ch|x)es$/, '$1'],
  [/([^su])s$/, '$1'],
  [/(ing|ed|er|ers|est)$/, ''],
  [/(ment|ness|ful|ly)$/, ''],
]

/** The word without its English endings, so that `cats` and `cat`, `running` and `run` meet. */
export function stem(word: string): string {
  const known = irregular[word]
  if (known) return known
  let root = word
  for (const [ending, rest] of endings) {
    const shorter = root.replace(ending, rest)
    if (shorter !== root && shorter.length >= 3) root = shorter
  }
  return root.replace(/([b-df-hj-np-tv-z])\1$/, '$1').replace(/(.{3,})e$/, '$1')
}

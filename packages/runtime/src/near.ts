/** The names most like a word, best first: for telling people what they may have meant. */
export function nearest(word: string, names: Iterable<string>, most = 3): readonly string[] {
  if (word.length > longestWord) return []
  const wanted = word.toLowerCase()
  const farthest = Math.max(2, Math.ceil(wanted.length / 2))
  return [...new Set(names)]
    .filter(name => name.length <= 2 * longestWord)
    .map(name => ({ name, distance: likeness(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name)
}

/** Comparing takes the product of both lengths; nobody mistypes a name as long as this. */
const longestWord = 128

/** Edit distance, less where one holds the other, or where only the account differs. */
function likeness(wanted: string, name: string): number {
  const model = name.slice(name.indexOf('/') + 1)
  const distance = Math.min(edits(wanted, name), edits(wanted.slice(wanted.indexOf('/') + 1), model))
  return name.includes(wanted) || wanted.includes(model) ? Math.min(distance, 1 + distance / 4) : distance
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

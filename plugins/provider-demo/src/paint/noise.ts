import { hash } from '../chance/random.ts'

/** A smooth random line: a height, about -1 to 1, for each place along it. */
export type Line = (at: number) => number

/** Waves of random height laid over one another, each twice as fine and `rough` times as high as the one before. */
export function lineOf(seed: number, octaves: number, rough: number): Line {
  return at => {
    let sum = 0
    let height = 1
    let scale = 1
    let total = 0
    for (let octave = 0; octave < octaves; octave += 1) {
      sum += height * smooth(at * scale, seed + octave)
      total += height
      height *= rough
      scale *= 2
    }
    return (1.5 * sum) / total
  }
}

function smooth(at: number, seed: number): number {
  const left = Math.floor(at)
  const share = at - left
  const eased = share * share * (3 - 2 * share)
  return heightAt(left, seed) * (1 - eased) + heightAt(left + 1, seed) * eased
}

function heightAt(place: number, seed: number): number {
  return hash(String(place), seed) / 2 ** 31 - 1
}

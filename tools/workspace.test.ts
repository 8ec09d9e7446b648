import { expect, it } from 'vitest'
import { entriesOf, readWorkspace } from './workspace.ts'

it.each(readWorkspace())('$path: each entry of its package.json has a source to be built from', pkg => {
  const { exports = {}, bin = {} } = pkg.manifest
  const built = [...Object.values(exports), ...Object.values(bin)]
    .map(target => (typeof target === 'string' ? target : (target['default'] ?? '')))
    .filter(target => target.startsWith('./dist/'))
  expect(Object.keys(entriesOf(pkg)).map(entry => `./dist/${entry}.js`)).toEqual([...new Set(built)])
})

import type { Store } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { fresh, type PortCase } from './port-suite.ts'

/** What every driver of `Store` must do. */
export const storeCases: readonly PortCase<Store>[] = [
  {
    name: 'insert and get',
    async run({ port }) {
      const table = fresh('table')
      const value = { text: 'a', number: 1.5, flag: false, nothing: null, inner: { list: [1, 'two'] } }
      ensureSame(await port.get(table, 'one'), undefined, 'What was not inserted is not there.')
      ensure(await port.insert(table, 'one', value), 'A new row is inserted.')
      ensureSame(
        await port.get(table, 'one'),
        { id: 'one', version: 1, value },
        'A row comes back as it was.',
      )
      ensure(!(await port.insert(table, 'one', { text: 'b' })), 'An id that is there is not inserted again.')
      ensureSame((await port.get(table, 'one'))?.value, value, 'A refused insert changes nothing.')
      ensureSame(
        await port.get(fresh('table'), 'one'),
        undefined,
        'Tables have nothing to do with each other.',
      )
    },
  },
  {
    name: 'update: only what was last seen',
    async run({ port }) {
      const table = fresh('table')
      await port.insert(table, 'one', { n: 1 })
      ensure(await port.update(table, 'one', 1, { n: 2 }), 'A row of that version is updated.')
      ensure(!(await port.update(table, 'one', 1, { n: 3 })), 'A row that has moved on is not.')
      ensure(!(await port.update(table, 'two', 1, { n: 1 })), 'A row that is not there is not.')
      ensureSame(
        await port.get(table, 'one'),
        { id: 'one', version: 2, value: { n: 2 } },
        'The version counts up.',
      )
    },
  },
  {
    name: 'update: of many at the same time one wins',
    async run({ port }) {
      const table = fresh('table')
      await port.insert(table, 'one', { n: 0 })
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => port.update(table, 'one', 1, { n })))
      ensureSame(won.filter(Boolean).length, 1, 'Exactly one update of one version wins.')
    },
  },
  {
    name: 'insert: of many at the same time one wins',
    async run({ port }) {
      const table = fresh('table')
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => port.insert(table, 'one', { n })))
      ensureSame(won.filter(Boolean).length, 1, 'Exactly one insert of one id wins.')
    },
  },
  {
    name: 'delete',
    async run({ port }) {
      const table = fresh('table')
      await port.insert(table, 'one', {})
      ensure(await port.delete(table, 'one'), 'A row that is there is deleted.')
      ensure(!(await port.delete(table, 'one')), 'A row that is gone is not.')
      ensureSame(await port.get(table, 'one'), undefined, 'A deleted row is gone.')
      ensure(await port.insert(table, 'one', {}), 'Its id is free again.')
      ensureSame((await port.get(table, 'one'))?.version, 1, 'A new row begins with version 1.')
    },
  },
  {
    name: 'list: by id, by fields, page by page',
    async run({ port }) {
      const table = fresh('table')
      for (const [id, team, n] of [
        ['c', 'x', 3],
        ['a', 'x', 1],
        ['B', 'y', 2],
        ['d', 'x', 4],
      ] as const) {
        await port.insert(table, id, { team, n, note: null })
      }
      const ids = async (query?: Parameters<Store['list']>[1]) =>
        (await port.list(table, query)).map(({ id }) => id)
      ensureSame(await ids(), ['B', 'a', 'c', 'd'], 'Rows come by id, by the values of its characters.')
      ensureSame(await ids({ where: { team: 'x' } }), ['a', 'c', 'd'], 'A text field selects.')
      ensureSame(await ids({ where: { team: 'x', n: 3 } }), ['c'], 'All fields must be equal.')
      ensureSame(await ids({ where: { note: null } }), ['B', 'a', 'c', 'd'], 'null is a value.')
      ensureSame(await ids({ where: { missing: 'x' } }), [], 'A field that is not there equals nothing.')
      ensureSame(await ids({ where: { missing: null } }), [], 'Nor null.')
      ensureSame(await ids({ where: { n: '3' } }), [], 'A number is not the text of it.')
      ensureSame(await ids({ limit: 2 }), ['B', 'a'], 'limit ends a page.')
      ensureSame(await ids({ after: 'a', limit: 2 }), ['c', 'd'], 'after begins the next.')
      ensureSame(
        await ids({ where: { team: 'x' }, limit: 3 }),
        ['a', 'c', 'd'],
        'A page is full if it can be.',
      )
      await port.delete(table, 'a')
      ensureSame(await ids({ after: 'a' }), ['c', 'd'], 'after need not be there any more.')
    },
  },
  {
    name: 'list: by fields of any name and kind',
    async run({ port }) {
      const table = fresh('table')
      await port.insert(table, 'a', { 'is on': true, 'a.b': 'x', "it's": 'y', '"': 0.5, a: { b: 'z' } })
      await port.insert(table, 'b', { 'is on': 1, 'a.b': 'z', "it's": null, '"': '0.5' })
      for (const [where, wanted] of [
        [{ 'is on': true }, ['a']],
        [{ 'is on': 1 }, ['b']],
        [{ 'a.b': 'z' }, ['b']],
        [{ "it's": 'y' }, ['a']],
        [{ '"': 0.5 }, ['a']],
        [{ constructor: null }, []],
      ] as const) {
        const rows = await port.list(table, { where })
        ensureSame(
          rows.map(({ id }) => id),
          wanted,
          `${JSON.stringify(where)} selects what equals it.`,
        )
      }
    },
  },
  {
    name: 'values are copies',
    async run({ port }) {
      const table = fresh('table')
      const value = { list: [1] }
      await port.insert(table, 'one', value)
      value.list.push(2)
      const read = await port.get(table, 'one')
      ;(read?.value['list'] as number[] | undefined)?.push(3)
      ensureSame(
        (await port.get(table, 'one'))?.value,
        { list: [1] },
        'What callers hold is not what is stored.',
      )
    },
  },
  {
    name: 'ids and texts of any kind',
    async run({ port }) {
      const table = fresh('table')
      for (const id of ["it's", 'a/b', '%', '__proto__', 'ü😀', ' ']) {
        await port.insert(table, id, { id, quote: `"';--` })
        ensureSame((await port.get(table, id))?.value, { id, quote: `"';--` }, `The row "${id}" comes back.`)
      }
    },
  },
]

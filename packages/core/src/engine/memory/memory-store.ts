import type { JsonObject } from '../../json.ts'
import type { Row, Store } from '../../ports/store.ts'

/** Rows that live as long as the process. Values are copied in and out, as any other driver would. */
export function memoryStore(): Store {
  const tables = new Map<string, Map<string, Row>>()

  function table(name: string): Map<string, Row> {
    const found = tables.get(name) ?? new Map<string, Row>()
    tables.set(name, found)
    return found
  }

  return {
    async get(name, id) {
      const row = table(name).get(id)
      return row && structuredClone(row)
    },
    async insert(name, id, value) {
      const rows = table(name)
      if (rows.has(id)) return false
      rows.set(id, { id, version: 1, value: structuredClone(value) })
      return true
    },
    async update(name, id, version, value) {
      const rows = table(name)
      if (rows.get(id)?.version !== version) return false
      rows.set(id, { id, version: version + 1, value: structuredClone(value) })
      return true
    },
    async delete(name, id) {
      return table(name).delete(id)
    },
    async list(name, { where = {}, after = '', limit = Infinity } = {}) {
      return [...table(name).values()]
        .filter(row => row.id > after && matches(row.value, where))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(row => structuredClone(row))
    },
    async close() {
      tables.clear()
    },
  }
}

function matches(value: JsonObject, where: JsonObject): boolean {
  return Object.entries(where).every(([field, wanted]) => value[field] === wanted)
}

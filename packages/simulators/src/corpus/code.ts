/** Code, data and markup, as models read and write them. */
export const code: Readonly<Record<string, string>> = {
  TypeScript: `import { readFile } from 'node:fs/promises'

interface Entry {
  readonly name: string
  readonly size: number
}

export async function loadEntries(path: string): Promise<readonly Entry[]> {
  const text = await readFile(path, 'utf8')
  return text
    .split('\\n')
    .filter(line => line.length > 0 && !line.startsWith('#'))
    .map(line => {
      const [name = '', size = '0'] = line.split('\\t')
      return { name, size: Number(size) }
    })
}
`,
  Python: `from collections import defaultdict


def group_by_month(orders, *, currency="EUR"):
    """Sum the orders of each month."""
    totals = defaultdict(float)
    for order in orders:
        if order.currency != currency:
            raise ValueError(f"cannot add {order.currency} to {currency}")
        totals[order.date.strftime("%Y-%m")] += order.amount
    return dict(sorted(totals.items()))


if __name__ == "__main__":
    print(group_by_month(load("orders.csv")))
`,
  Go: `package main

import (
	"fmt"
	"net/http"
)

func handler(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if name == "" {
		http.Error(w, "name is missing", http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "Hello, %s!\\n", name)
}

func main() {
	http.HandleFunc("/hello", handler)
	if err := http.ListenAndServe(":8080", nil); err != nil {
		panic(err)
	}
}
`,
  Rust: `use std::collections::HashMap;

pub fn count_words(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        let key = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !key.is_empty() {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts
}
`,
  C: `#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
    return *(const int *)a - *(const int *)b;
}

int main(void) {
    int values[] = {42, 7, 19, 3, 88};
    size_t n = sizeof(values) / sizeof(values[0]);
    qsort(values, n, sizeof(int), compare);
    for (size_t i = 0; i < n; i++) printf("%d\\n", values[i]);
    return EXIT_SUCCESS;
}
`,
  SQL: `SELECT c.id, c.name, COUNT(o.id) AS orders, COALESCE(SUM(o.total_cents), 0) / 100.0 AS revenue
FROM customers AS c
LEFT JOIN orders AS o ON o.customer_id = c.id AND o.created_at >= DATE '2026-01-01'
WHERE c.deleted_at IS NULL
GROUP BY c.id, c.name
HAVING COUNT(o.id) > 3
ORDER BY revenue DESC
LIMIT 50;
`,
  shell: `#!/usr/bin/env bash
set -euo pipefail

for file in backups/*.tar.gz; do
  name="$(basename "$file" .tar.gz)"
  if [[ ! -d "restored/$name" ]]; then
    mkdir -p "restored/$name"
    tar -xzf "$file" -C "restored/$name" --strip-components=1
  fi
done
echo "done: $(ls restored | wc -l) folders"
`,
  HTML: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Orders</title>
    <link rel="stylesheet" href="/assets/main.css" />
  </head>
  <body>
    <main class="container mx-auto">
      <h1>Your orders</h1>
      <ul id="orders" data-empty="Nothing yet"></ul>
    </main>
    <script type="module" src="/assets/main.js"></script>
  </body>
</html>
`,
  JSON: `{"id":"ord_1042","customer":{"name":"Ada Byron","email":"ada@example.com","vip":true},"items":[{"sku":"KB-87","quantity":1,"price":129.9},{"sku":"MS-02","quantity":2,"price":24.5}],"shipping":{"method":"express","address":{"street":"12 Mill Lane","city":"Leeds","postcode":"LS1 4AP","country":"GB"}},"notes":null}`,
  'JSON, indented': `{
  "name": "invoice-service",
  "version": "2.4.1",
  "private": true,
  "scripts": {
    "build": "tsc --project tsconfig.json",
    "start": "node dist/server.js",
    "test": "vitest run"
  },
  "dependencies": {
    "fastify": "^5.2.0",
    "pino": "^9.6.0"
  }
}
`,
  'JSON Schema': `{"type":"object","properties":{"city":{"type":"string","description":"The city to look up, with its country where the name is not unique"},"units":{"type":"string","enum":["metric","imperial"]},"days":{"type":"integer","minimum":1,"maximum":14}},"required":["city"],"additionalProperties":false}`,
  'tool arguments': `{"query":"cheapest direct flights from Lisbon to Oslo in the second week of June","max_results":5,"filters":{"stops":0,"departure_after":"07:00","cabin":"economy"}}`,
  'an edit of a file': `{"path":"src/server/routes.ts","edits":[{"old":"router.get('/users', listUsers)","new":"router.get('/users', requireAdmin, listUsers)"},{"old":"import { listUsers } from './users.ts'","new":"import { listUsers } from './users.ts'\\nimport { requireAdmin } from './access.ts'"}]}`,
  numbers: `date,open,high,low,close,volume
2026-03-02,181.42,183.90,180.75,183.11,48213900
2026-03-03,183.05,184.62,181.33,181.87,39120455
2026-03-04,181.90,182.44,178.02,178.66,61077218
2026-03-05,178.70,180.15,177.48,179.93,44502871
`,
  markdown: `## Installing

1. Download the **latest** release from the [downloads page](https://example.com/downloads).
2. Unpack it and run \`./install.sh --prefix=/usr/local\`.
3. Open a *new* terminal.

| Option | Default | Meaning |
| --- | --- | --- |
| \`--port\` | 8080 | where it listens |
| \`--workers\` | 4 | how many processes |

> **Note:** version 3 reads the old configuration, but does not write it.
`,
  log: `2026-05-14T09:21:07.512Z INFO  [http] GET /v1/models 200 3.2ms req=9f3c1e7a
2026-05-14T09:21:07.961Z WARN  [pool] connection to 10.0.4.17:5432 was slow (812ms)
2026-05-14T09:21:08.004Z ERROR [jobs] job 48213 failed after 3 tries: TimeoutError: no answer in 30000ms
    at Worker.run (/srv/app/dist/worker.js:88:13)
    at async Queue.next (/srv/app/dist/queue.js:41:5)
`,
  URLs: `https://example.com/search?q=gateway+design&page=2&sort=date#results
https://cdn.example.net/assets/2026/04/hero-image@2x.9c1f3b.webp
https://api.example.org/v2/projects/7781/builds/latest/artifacts/report.json?token=abc123
`,
  base64:
    'SGVyZSBpcyBhIHNlbnRlbmNlIHRoYXQgd2FzIGVuY29kZWQgc28gdGhhdCBubyBvbmUgY2FuIHJlYWQgaXQgYXQgYSBnbGFuY2UuIEl0IGdvZXMgb24gZm9yIGEgd2hpbGUsIGJlY2F1c2UgcmVhbCBmaWxlcyBhcmUgbG9uZ2VyIHRoYW4gdGhpcy4=',
  identifiers: `7f1c2a9e-4b3d-4d0a-9c55-0e6b1f2a8d47
d3b07384d113edec49eaa6238ad5ff00c86b1c2f
req_01JC9V7Q2M4T8XW3ZK5N6RHB0E
sk-test-Zk3vQ9xT1mL8pR4wB7nY2cJ6
`,
  mathematics: `\\[ \\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2} \\]
Let $f(x) = ax^2 + bx + c$ with $a \\neq 0$; then $x_{1,2} = \\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}$.
`,
  emoji:
    'Great news! 🎉🎉 The release is out 🚀 Thanks to everyone 🙏 who helped test it ❤️ See you at the party 🥳🍕',
  YAML: `services:
  web:
    image: ghcr.io/example/web:1.8.2
    ports:
      - "8080:8080"
    environment:
      DATABASE_URL: postgres://app:secret@db:5432/app
      LOG_LEVEL: info
    depends_on: [db]
  db:
    image: postgres:17-alpine
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data: {}
`,
}

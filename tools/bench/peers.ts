// Who the server under test talks to, on both sides, in one process: where there are two cores, each has one.
//   node peers.ts
import './load.ts'
import './upstream.ts'

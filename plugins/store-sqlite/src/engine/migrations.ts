/** Each takes the database from the version before to the next. None is changed once it was published: add one. */
export const migrations: readonly string[] = [
  `create table rows (
    tab text not null,
    id text not null,
    version integer not null,
    value text not null,
    primary key (tab, id)
  );

  create table dims (
    id integer primary key,
    organisation text not null,
    team text not null,
    key text not null,
    capability text not null,
    account text not null,
    provider text not null,
    model text not null,
    payer text not null,
    unique (organisation, team, key, capability, account, provider, model, payer)
  );

  create table calls (
    id text not null unique,
    at integer not null,
    dim integer not null,
    subject text,
    status text,
    record text not null
  );
  create index calls_at on calls (at, id);
  create index calls_dim on calls (dim, at, id);
  create index calls_subject on calls (subject, at, id) where subject is not null;
  create index calls_status on calls (status, at, id) where status <> 'finished';

  create table attempts (
    id text not null unique,
    at integer not null,
    dim integer not null,
    subject text,
    status text,
    cost integer,
    record text not null
  );
  create index attempts_at on attempts (at, id);
  create index attempts_dim on attempts (dim, at, id);
  create index attempts_subject on attempts (subject, at, id) where subject is not null;
  create index attempts_status on attempts (status, at, id) where status <> 'finished';

  create table repricings (
    id text not null unique,
    attempt text not null,
    at integer not null,
    cost integer not null,
    record text not null
  );
  create index repricings_attempt on repricings (attempt, at);

  create table sums (
    id integer primary key,
    name text not null,
    day integer not null,
    dim integer not null,
    value text not null,
    calls integer not null,
    attempts integer not null,
    failed integer not null,
    cost integer not null,
    unknown integer not null,
    at_most integer not null,
    unique (name, day, dim, value)
  );
  create table meter_sums (
    sum integer not null,
    meter text not null,
    millionths integer not null,
    primary key (sum, meter)
  ) without rowid;

  create table facts (name text primary key, value text not null) without rowid;`,

  // Rows are kept as they came.
  `update calls set record = '{"kind":"call","record":' || record || '}';
  update attempts set record = '{"kind":"attempt",' || substr(record, 2);`,
]

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

  // Attempts have what is summed in columns, and are summed many at a time, by day and by month; subjects and tags by who it was.
  `insert or ignore into dims (organisation, team, key, capability, account, provider, model, payer)
    select organisation, team, key, '', '', '', '', payer from dims where payer <> '';
  create temp table who as
    select one.id as dim, who.id as who from dims as one join dims as who
      on who.organisation = one.organisation and who.team = one.team and who.key = one.key
      and who.payer = one.payer and who.capability = '' and who.account = '' and who.provider = ''
      and who.model = '';
  alter table attempts rename to attempts_before;
  drop index attempts_at;
  drop index attempts_dim;
  drop index attempts_subject;
  drop index attempts_status;
  create table attempts (
    n integer primary key autoincrement,
    id text not null unique,
    at integer not null,
    dim integer not null,
    who integer not null,
    subject text,
    status text,
    cost integer,
    first integer not null,
    at_most integer,
    input integer not null,
    cache_read integer not null,
    cache_write integer not null,
    output integer not null,
    reasoning integer not null,
    meters text,
    tags text,
    record text not null
  );
  create temp table used as
    select attempts_before.rowid as attempt, key as meter, cast(round(value ->> '$.quantity' * 1e6) as integer) as millionths
    from attempts_before, json_each(record, '$.record.usage.meters')
    where value ->> '$.certainty' <> 'unknown';
  create index temp.used_attempt on used (attempt, meter);
  insert into attempts (id, at, dim, who, subject, status, cost, first, at_most,
    input, cache_read, cache_write, output, reasoning, meters, tags, record)
    select id, at, dim, (select who from who where who.dim = attempts_before.dim), subject, status, cost,
      coalesce(record ->> '$.record.number', 1) = 1,
      cast(record ->> '$.atMostNanoUsd' as integer),
      coalesce((select millionths from used where attempt = attempts_before.rowid and meter = 'input'), 0),
      coalesce((select millionths from used where attempt = attempts_before.rowid and meter = 'cache_read'), 0),
      coalesce((select millionths from used where attempt = attempts_before.rowid and meter = 'cache_write'), 0),
      coalesce((select millionths from used where attempt = attempts_before.rowid and meter = 'output'), 0),
      coalesce((select millionths from used where attempt = attempts_before.rowid and meter = 'reasoning'), 0),
      (select json_group_object(meter, millionths) from used where attempt = attempts_before.rowid
        and meter not in ('input', 'cache_read', 'cache_write', 'output', 'reasoning') having count(*) > 0),
      record -> '$.call.tags',
      record
    from attempts_before order by rowid;
  drop table used;
  drop table attempts_before;
  create index attempts_at on attempts (at, id);
  create index attempts_who on attempts (who, at, id);
  create index attempts_subject on attempts (subject, at, id) where subject is not null;
  create index attempts_status on attempts (status, at, id) where status <> 'finished';

  alter table sums rename to sums_before;
  alter table meter_sums rename to meter_sums_before;
  create table sums (
    name text not null,
    span text not null,
    value text not null,
    period integer not null,
    dim integer not null,
    calls integer not null,
    attempts integer not null,
    failed integer not null,
    cost integer not null,
    unknown integer not null,
    at_most integer not null,
    unbounded integer not null default 0,
    input integer not null default 0,
    cache_read integer not null default 0,
    cache_write integer not null default 0,
    output integer not null default 0,
    reasoning integer not null default 0,
    primary key (name, span, value, period, dim)
  ) without rowid;
  create table meter_sums (
    name text not null,
    span text not null,
    value text not null,
    period integer not null,
    dim integer not null,
    meter text not null,
    millionths integer not null,
    primary key (name, span, value, period, dim, meter)
  ) without rowid;
  create temp table cut as
    select sums_before.*, iif(name = '', sums_before.dim, who) as summed, span,
      iif(span = 'day', day,
        (strftime('%Y', day * 86400, 'unixepoch') - 1970) * 12 + strftime('%m', day * 86400, 'unixepoch') - 1) as period
    from sums_before left join who on who.dim = sums_before.dim
    cross join (select 'day' as span union all select 'month');
  insert into sums (name, span, value, period, dim, calls, attempts, failed, cost, unknown, at_most)
    select name, span, value, period, summed, sum(calls), sum(attempts), sum(failed), sum(cost), sum(unknown), sum(at_most)
    from cut group by name, span, value, period, summed;
  insert into meter_sums
    select name, span, value, period, summed, meter, sum(millionths)
    from cut join meter_sums_before on sum = cut.id group by name, span, value, period, summed, meter;
  update sums set (input, cache_read, cache_write, output, reasoning) = (
    select sum(iif(meter = 'input', millionths, 0)), sum(iif(meter = 'cache_read', millionths, 0)),
      sum(iif(meter = 'cache_write', millionths, 0)), sum(iif(meter = 'output', millionths, 0)),
      sum(iif(meter = 'reasoning', millionths, 0))
    from meter_sums as used where (used.name, used.span, used.value, used.period, used.dim) =
      (sums.name, sums.span, sums.value, sums.period, sums.dim))
    where exists (select 1 from meter_sums as used where (used.name, used.span, used.value, used.period, used.dim) =
      (sums.name, sums.span, sums.value, sums.period, sums.dim));
  delete from meter_sums where meter in ('input', 'cache_read', 'cache_write', 'output', 'reasoning');
  insert or replace into facts select 'summed to', coalesce(max(n), 0) from attempts;
  drop table who;
  drop table cut;
  drop table sums_before;
  drop table meter_sums_before;`,
]

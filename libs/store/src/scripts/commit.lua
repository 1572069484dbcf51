-- Commits writes under guards, all or nothing. Everything is checked before anything changes.
--
-- KEYS  1 gate, 2 revision, 3 outbox, 4 bytes written, 5 bytes relayed, 6 counters;
--       then for each write: object, index, resource revision, expiry;
--       then for each guard: the object it watches, or the counters.
-- ARGV  1 run_id of the server that the caller is connected to, 2 bytes that may wait for the relay, 3 request id,
--       4 number of writes, 5 number of guards;
--       then for each write: type (ADDED, MODIFIED, DELETED), path, expected revision, uid, head, tail, previous body,
--       meta, 1 while terminating, mark, expiry in milliseconds ('' where a thing is absent);
--       then for each guard: 'live', uid, '1' to compare the mark, mark; or 'counter', name, amount, limit.
--
-- Answers {'done', first revision}, {'gate'}, {'overloaded'}, {'guard', index, why}, {'exists', index},
-- {'missing', index} or {'stale', index, revision}; indexes from 0.

local SHARED_KEYS, KEYS_A_WRITE = 6, 4
local SHARED_ARGS, ARGS_A_WRITE, ARGS_A_GUARD = 5, 11, 4
local run_id, bound, request = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local writes, guards = tonumber(ARGV[4]), tonumber(ARGV[5])

-- A server that came back may have forgotten acknowledged writes. It takes new ones only once the relay has compared
-- it with the event stream, and named it here.
if redis.call('GET', KEYS[1]) ~= run_id then
  return {'gate'}
end

local function keys_of(index)
  local at = SHARED_KEYS + (index - 1) * KEYS_A_WRITE
  return { object = KEYS[at + 1], index = KEYS[at + 2], revision = KEYS[at + 3], expiry = KEYS[at + 4] }
end

local function write_of(index)
  local at = SHARED_ARGS + (index - 1) * ARGS_A_WRITE
  return {
    type = ARGV[at + 1], path = ARGV[at + 2], expected = ARGV[at + 3], uid = ARGV[at + 4], head = ARGV[at + 5],
    tail = ARGV[at + 6], previous = ARGV[at + 7], meta = ARGV[at + 8], terminating = ARGV[at + 9],
    mark = ARGV[at + 10], expires = ARGV[at + 11],
  }
end

local refused
local all_keys, all_writes = {}, {}

-- Writes first, because a request that was committed before answers as it did then, whatever has happened since. The
-- revisions of one commit follow each other, so one write that is found tells all.
for index = 1, writes do
  local keys, write = keys_of(index), write_of(index)
  all_keys[index], all_writes[index] = keys, write
  local found = redis.call('HMGET', keys.object, 'r', 'q', 'u', 'f')
  local revision = found[1]
  if revision and write.type ~= 'DELETED' and found[2] == request then
    return {'done', revision - index + 1}
  end
  if write.type == 'ADDED' then
    if revision and found[3] == write.uid then
      return {'done', found[4] - index + 1}
    end
    if revision then
      refused = refused or {'exists', index - 1}
    end
  elseif not revision then
    refused = refused or {'missing', index - 1}
  elseif revision ~= write.expected then
    refused = refused or {'stale', index - 1, tonumber(revision)}
  end
end

local written = tonumber(redis.call('GET', KEYS[4]) or 0)
if written - tonumber(redis.call('GET', KEYS[5]) or 0) > bound then
  return {'overloaded'}
end

local function live_fails(key, uid, compare_mark, mark)
  local found = redis.call('HMGET', key, 'u', 'd', 'm')
  if not found[1] then return 'missing' end
  if uid ~= '' and found[1] ~= uid then return 'uid' end
  if found[2] == '1' then return 'terminating' end
  if compare_mark == '1' and found[3] ~= mark then return 'mark' end
end

local counted = {}

for index = 1, guards do
  local key = KEYS[SHARED_KEYS + writes * KEYS_A_WRITE + index]
  local at = SHARED_ARGS + writes * ARGS_A_WRITE + (index - 1) * ARGS_A_GUARD
  local why
  if ARGV[at + 1] == 'live' then
    why = live_fails(key, ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
  else
    local name, amount = ARGV[at + 2], tonumber(ARGV[at + 3])
    counted[name] = (counted[name] or tonumber(redis.call('HGET', key, name) or 0)) + amount
    if counted[name] > tonumber(ARGV[at + 4]) then why = 'limit' end
  end
  if why then
    return {'guard', index - 1, why}
  end
end

if refused then
  return refused
end

local before = tonumber(redis.call('GET', KEYS[2]) or 0)
for index = 1, writes do
  written = append(KEYS[3], before + index, written, all_keys[index].object, all_writes[index])
end
redis.call('SET', KEYS[2], digits(before + writes))
redis.call('SET', KEYS[4], digits(written))
for index = 1, writes do
  keep(all_keys[index], before + index, request, all_writes[index])
end
for name, value in pairs(counted) do
  redis.call('HSET', KEYS[6], name, digits(value))
end
return {'done', before + 1}

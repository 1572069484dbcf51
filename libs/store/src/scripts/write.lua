-- What a commit and a roll-forward have in common: one write, put into the outbox and then into the objects.
-- Numbers are written with %d: Lua's own conversion writes 100000000000000 as 1e+14.

local function digits(number)
  return string.format('%d', number)
end

-- Redis rolls nothing back, so whoever writes appends every entry first: what can fail for want of memory fails before
-- anything has changed. `written` counts the bytes ever written to the outbox, this entry included; the outbox holds a
-- few more for each entry's own structure, which the 128 stands for.
local function append(outbox, revision, written, key, write)
  written = written + #write.head + #write.tail + #write.previous + #write.meta + #key + 128
  redis.call('XADD', outbox, digits(revision) .. '-0', 'v', '1', 't', write.type, 'k', key, 'h', write.head, 'b',
    write.tail, 'p', write.previous, 'm', write.meta, 'n', digits(written))
  return written
end

local function keep(keys, revision, request, write)
  local rev = digits(revision)
  if write.type == 'DELETED' then
    redis.call('DEL', keys.object)
    redis.call('ZREM', keys.index, write.path)
  elseif write.type == 'ADDED' then
    redis.call('HSET', keys.object, 'h', write.head, 't', write.tail, 'r', rev, 'u', write.uid, 'q', request, 'd',
      write.terminating, 'm', write.mark, 'f', rev)
    redis.call('ZADD', keys.index, 0, write.path)
  else
    redis.call('HSET', keys.object, 'h', write.head, 't', write.tail, 'r', rev, 'q', request, 'd', write.terminating,
      'm', write.mark)
  end
  redis.call('SET', keys.revision, rev)
  if write.expires ~= '' and write.type ~= 'DELETED' then
    redis.call('ZADD', keys.expiry, write.expires, write.path)
  elseif write.type ~= 'ADDED' then
    redis.call('ZREM', keys.expiry, write.path)
  end
end

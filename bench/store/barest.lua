-- What any commit has to do, and nothing else: compare, count, note for the relay, write, index.
-- KEYS 1 object, 2 index, 3 revision, 4 outbox. ARGV 1 path, 2 expected revision, 3 head, 4 tail, 5 meta.
local revision = redis.call('HGET', KEYS[1], 'r')
if (revision or '0') ~= ARGV[2] then return 0 end
local next = string.format('%d', redis.call('INCR', KEYS[3]))
redis.call('XADD', KEYS[4], next .. '-0', 'k', KEYS[1], 'h', ARGV[3], 'b', ARGV[4], 'm', ARGV[5])
redis.call('HSET', KEYS[1], 'h', ARGV[3], 't', ARGV[4], 'r', next)
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return tonumber(next)

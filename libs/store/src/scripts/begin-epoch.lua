-- Begins an epoch: raises the revision far above every one ever handed out, so that all of them are too old.
--
-- KEYS  1 epoch, 2 revision, 3 bytes written, 4 bytes relayed
-- ARGV  1 number of the epoch that is to end, 0 where there is none; 2 number of the new one; 3 a revision that the
--       base must lie above; 4 how far above
--
-- Answers {number, base} of the epoch that there is now: another relay may have been first.

local current = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
if current ~= tonumber(ARGV[1]) then
  return {current, tonumber(redis.call('HGET', KEYS[1], 'base'))}
end
local base = math.max(tonumber(redis.call('GET', KEYS[2]) or 0), tonumber(ARGV[3])) + tonumber(ARGV[4])
redis.call('HSET', KEYS[1], 'number', ARGV[2], 'base', string.format('%d', base))
redis.call('SET', KEYS[2], string.format('%d', base))
-- Entries of the ended epoch will not be relayed any more.
redis.call('SET', KEYS[4], redis.call('GET', KEYS[3]) or '0')
return {tonumber(ARGV[2]), base}

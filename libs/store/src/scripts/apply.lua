-- Repeats one write that the event stream has and Redis lost. Does nothing unless it is the very next revision, so that
-- two relays may do it at once.
--
-- KEYS  1 revision, 2 outbox, 3 bytes written, 4 bytes relayed, 5 counters, 6 object, 7 index, 8 resource revision,
--       9 expiry
-- ARGV  1 revision, 2 request id; then type, path, uid, head, tail, previous body, meta, 1 while terminating, mark,
--       expiry; then for each counter its name and the amount to add
--
-- Answers the revision that Redis has now.

local revision = tonumber(ARGV[1])
local before = tonumber(redis.call('GET', KEYS[1]) or 0)
if before + 1 ~= revision then
  return before
end

local write = {
  type = ARGV[3], path = ARGV[4], uid = ARGV[5], head = ARGV[6], tail = ARGV[7], previous = ARGV[8], meta = ARGV[9],
  terminating = ARGV[10], mark = ARGV[11], expires = ARGV[12],
}
local written = append(KEYS[2], revision, tonumber(redis.call('GET', KEYS[3]) or 0), KEYS[6], write)
redis.call('SET', KEYS[1], digits(revision))
redis.call('SET', KEYS[3], digits(written))
-- It came from the stream.
redis.call('SET', KEYS[4], digits(written))
keep({ object = KEYS[6], index = KEYS[7], revision = KEYS[8], expiry = KEYS[9] }, revision, ARGV[2], write)
for at = 13, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[5], ARGV[at], ARGV[at + 1])
end
return revision

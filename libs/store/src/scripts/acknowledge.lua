-- Remembers how much of the outbox JetStream has acknowledged. Never goes back: another relay may be ahead.
--
-- KEYS  1 bytes relayed
-- ARGV  1 bytes written up to the last acknowledged entry

if tonumber(ARGV[1]) > tonumber(redis.call('GET', KEYS[1]) or 0) then
  redis.call('SET', KEYS[1], ARGV[1])
end
return 0

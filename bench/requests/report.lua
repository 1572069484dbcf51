-- What wrk found, as one line of JSON. Times are in microseconds.
function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local form = '{"requests":%d,"durationUs":%d,"failed":%d,"medianUs":%d}'
  io.write('\n', string.format(form, summary.requests, summary.duration, failed, latency:percentile(50)), '\n')
end

-- Requests of wrk, each with new alerts: -- FIRST BATCH, the number of the first alert and how many a request has.
local alert = '{"labels":{"alertname":"HostHighCpu","instance":"host-%d","job":"node","cluster":"cluster-%d","severity":"warning"},'
  .. '"annotations":{"summary":"CPU of host-%d is high","description":"It has been over 90 percent for ten minutes"},'
  .. '"endsAt":"%s","generatorURL":"http://prometheus.example.com/graph?g0.expr=up"}'
local ends = os.date('!%Y-%m-%dT%H:%M:%SZ', os.time() + 3600)
local headers = { ['Content-Type'] = 'application/json' }

function init(args)
  nextAlert = tonumber(args[1])
  batch = tonumber(args[2])
end

function request()
  local alerts = {}
  for place = 1, batch do
    alerts[place] = alert:format(nextAlert, nextAlert % 20, nextAlert, ends)
    nextAlert = nextAlert + 1
  end
  return wrk.format('POST', '/api/v2/alerts', headers, '[' .. table.concat(alerts, ',') .. ']')
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(('\n{"requests":%d,"failed":%d,"seconds":%f,"p50":%f,"p99":%f}\n'):format(
    summary.requests, failed, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end

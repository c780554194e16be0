-- For wrk: asks the file's pages in turn (a path, a cookie and a known tag a line), and tells the sum as JSON.

local asks, turn, failed_of = {}, 0, {}

function setup(thread)
  table.insert(failed_of, thread)
end

function init(arguments)
  failed = 0
  for line in io.lines(arguments[1]) do
    local path, cookie, known = line:match("^(.-)\t(.-)\t(.*)$")
    table.insert(asks, wrk.format("GET", path, { ["Cookie"] = cookie, ["If-None-Match"] = known }))
  end
end

function request()
  turn = turn % #asks + 1
  return asks[turn]
end

function response(status)
  if status ~= 200 and status ~= 304 then
    failed = failed + 1
  end
end

function done(summary, latency)
  local failed_in_all = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  for _, thread in ipairs(failed_of) do
    failed_in_all = failed_in_all + thread:get("failed")
  end
  io.write(string.format('{"answered": %d, "failed": %d, "seconds": %f, "p50": %f, "p99": %f}\n',
    summary.requests, failed_in_all, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3))
end

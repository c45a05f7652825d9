/**
 * What the scripts in Redis share. Each script is one atomic step; every key carries the hash tag, so that a cluster keeps all of them on
 * one shard and a script may reach the counters of a lease it meets. Amounts are whole numbers up to 2^53; what comes as JSON
 * keeps them, none is written by cjson or %g, which would round them.
 *
 * A rate counter is a hash: `s<bucket>` settled, `h<bucket>` held, `c` held by calls whose bucket has left the window,
 * `n` the newest bucket (the arithmetic is lib/policy/limits/rate-window.ts). A quota has `s`, `h`, `e` (its end); calls
 * at once have `h`. Of all of them `x` is the last reset that has been carried out. A hold is a list of six values per take,
 * its lease a member of one sorted set.
 */
import { MAX_VALUES } from '@/lib/policy/limits/limit'

export const KEY_PREFIX = '{tollgate}:'

/** ARGV[1] is an instant a test has chosen, else empty: the store's own clock. */
export const library = `
local P = '${KEY_PREFIX}'
local LEASES, EPOCH = P .. 'leases', P .. 'epoch'
local BUCKETS = 60
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
-- Plus zero: '-0' is no number to Redis.
local function text(n) return string.format('%.0f', n + 0) end
local function hold_key(id) return P .. 'hold:' .. id end
local function gone_key(id) return P .. 'gone:' .. id end

-- Read once in a script, however many of a turn's calls count there: reading them is most of what a call costs the store.
local rates, plain = {}, {}

local function open_rate(key, seconds)
  if rates[key] then return rates[key] end
  local w = { windowMs = seconds * 1000, s = {}, h = {}, newest = -1, carried = 0, used = 0, held = 0, dropped = {} }
  w.bucketMs = w.windowMs / BUCKETS
  local raw = redis.call('HGETALL', key)
  w.exists = #raw > 0
  for i = 1, #raw, 2 do
    local kind, value = string.sub(raw[i], 1, 1), tonumber(raw[i + 1])
    if kind == 'x' then w.reset = value
    elseif kind == 'n' then w.newest = value
    elseif kind == 'c' then w.carried = value
    else w[kind][tonumber(string.sub(raw[i], 2))] = value end
  end
  w.written = { n = w.newest, c = w.carried }
  w.newest = math.max(math.floor(now / w.bucketMs), w.newest)
  w.oldest = w.newest - BUCKETS
  for bucket, value in pairs(w.s) do
    if bucket < w.oldest then table.insert(w.dropped, 's' .. text(bucket)) w.s[bucket] = nil
    else w.used = w.used + value end
  end
  for bucket, value in pairs(w.h) do
    if bucket < w.oldest then
      table.insert(w.dropped, 'h' .. text(bucket))
      w.carried = w.carried + value
      w.h[bucket] = nil
    else w.held = w.held + value end
  end
  w.held = w.held + w.carried
  w.used = w.used + w.held
  rates[key] = w
  return w
end

-- Adds to a bucket, here and in the store. Nothing held is no field.
local function add_rate(key, w, kind, bucket, amount)
  local field = kind .. text(bucket)
  local value = redis.call('HINCRBY', key, field, text(amount))
  w[kind][bucket] = value
  w.used = w.used + amount
  if kind == 'h' then w.held = w.held + amount end
  if kind == 'h' and value == 0 then
    redis.call('HDEL', key, field)
    w.h[bucket] = nil
  end
end

local function save_rate(key, w)
  if #w.dropped > 0 then
    redis.call('HDEL', key, unpack(w.dropped))
    w.dropped = {}
  end
  if w.written.n == w.newest and w.written.c == w.carried then return end
  redis.call('HSET', key, 'n', text(w.newest), 'c', text(w.carried))
  w.written = { n = w.newest, c = w.carried }
end

local function room_at(w, need, amount)
  local used = w.used
  for bucket = w.oldest, w.newest do
    used = used - (w.s[bucket] or 0)
    if used + need <= amount then return (bucket + 1) * w.bucketMs + w.windowMs - now end
  end
  return -1
end

local function number_of(key, field) return tonumber(redis.call('HGET', key, field) or '0') end

-- The counter a demand means: where a header has had too many values, the one the rest share.
local function key_of(key, rest, limit)
  if rest == '' or redis.call('EXISTS', key) == 1 then return key end
  if redis.call('ZCOUNT', P .. 'limit:' .. limit, text(now), '+inf') < ${MAX_VALUES} then return key end
  return rest
end

-- Has a reset been asked for that this counter has not seen?
local function is_stale(key, reset) return reset > 0 and redis.call('EXISTS', key) == 1 and number_of(key, 'x') < reset end

local function forget_settled(kind, key, reset)
  rates[key], plain[key] = nil, nil
  if kind == 'q' then redis.call('HSET', key, 's', '0')
  elseif kind == 'r' then
    for _, field in ipairs(redis.call('HKEYS', key)) do
      if string.sub(field, 1, 1) == 's' then redis.call('HDEL', key, field) end
    end
  end
  redis.call('HSET', key, 'x', text(reset))
end

local function open_counter(kind, key, extra)
  if kind == 'r' then return open_rate(key, extra) end
  if plain[key] then return plain[key] end
  local held = number_of(key, 'h')
  local counter = { held = held, used = held + (kind == 'q' and number_of(key, 's') or 0) }
  plain[key] = counter
  return counter
end

-- Adds to what a quota or calls at once hold ('h') or have settled ('s').
local function add_plain(key, field, amount)
  redis.call('HINCRBY', key, field, text(amount))
  local counter = plain[key]
  if not counter then return end
  counter.used = counter.used + amount
  if field == 'h' then counter.held = counter.held + amount end
end

local function lifetime(kind, extra, leaseMs)
  if kind == 'r' then return extra * 2000 + leaseMs * 2 end
  if kind == 'q' then return math.max(extra - now, 0) + leaseMs * 2 + 3600000 end
  return leaseMs * 2
end

local kept = {}

local function keep(kind, key, extra, leaseMs, limit, isNew)
  if kept[key] and not isNew then return end
  kept[key] = true
  local ms = lifetime(kind, extra, leaseMs)
  -- Most of its life is left: then it is in the index too.
  if not isNew and redis.call('PTTL', key) > ms * 0.75 then return end
  redis.call('PEXPIRE', key, text(ms))
  local index = P .. 'limit:' .. limit
  -- Of a quota its period counts, so that over ones do not stand in the way of new values.
  redis.call('ZADD', index, text(kind == 'q' and extra or now + ms), key)
  redis.call('PEXPIRE', index, text(math.max(ms, redis.call('PTTL', index))))
end

local function close(id, actuals)
  local takes = redis.call('LRANGE', hold_key(id), 0, -1)
  redis.call('ZREM', LEASES, id)
  if #takes == 0 then return 0 end
  redis.call('DEL', hold_key(id))
  for i = 1, #takes, 6 do
    local kind, key, hold, place, extra = takes[i], takes[i + 1], tonumber(takes[i + 2]), tonumber(takes[i + 3]), tonumber(takes[i + 4])
    local actual = actuals and actuals[(i - 1) / 6 + 1] or hold
    if redis.call('EXISTS', key) == 1 then
      if kind == 'r' then
        local w = open_rate(key, extra)
        if place < w.oldest then
          w.carried = w.carried - hold
          w.held = w.held - hold
          w.used = w.used - hold
        else
          add_rate(key, w, 'h', place, -hold)
          add_rate(key, w, 's', place, actual)
        end
        save_rate(key, w)
      else
        add_plain(key, 'h', -hold)
        if kind == 'q' then add_plain(key, 's', actual) end
      end
    end
  end
  return 1
end

-- A lease that has run out is closed at what it held: nobody else will.
local function sweep()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', text(now), 'LIMIT', 0, 100)) do close(id, nil) end
end
`

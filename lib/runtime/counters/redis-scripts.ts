/**
 * What Redis runs. Each script is one atomic step; every key carries the hash tag, so that a cluster keeps all of them on
 * one shard and a script may reach the counters of a lease it meets. Amounts are whole numbers up to 2^53; none goes
 * through cjson or %g, which would round them.
 *
 * A rate counter is a hash: `s<bucket>` settled, `h<bucket>` held, `c` held by calls whose bucket has left the window,
 * `n` the newest bucket (the arithmetic is lib/policy/limits/rate-window.ts). A quota has `s`, `h`, `e` (its end); calls
 * at once have `h`. A hold is a list of six values per take, its lease a member of one sorted set.
 */

export const KEY_PREFIX = '{tollgate}:'

/** ARGV[1] is an instant a test has chosen, else empty: the store's own clock. */
const library = `
local P = '${KEY_PREFIX}'
local LEASES, EPOCH = P .. 'leases', P .. 'epoch'
local BUCKETS = 60
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function text(n) return string.format('%.0f', n) end
local function hold_key(id) return P .. 'hold:' .. id end
local function gone_key(id) return P .. 'gone:' .. id end

local function open_rate(key, seconds)
  local w = { windowMs = seconds * 1000, s = {}, h = {}, newest = -1, carried = 0, used = 0, held = 0, dropped = {} }
  w.bucketMs = w.windowMs / BUCKETS
  local raw = redis.call('HGETALL', key)
  w.exists = #raw > 0
  for i = 1, #raw, 2 do
    local kind, value = string.sub(raw[i], 1, 1), tonumber(raw[i + 1])
    if kind == 'n' then w.newest = value
    elseif kind == 'c' then w.carried = value
    else w[kind][tonumber(string.sub(raw[i], 2))] = value end
  end
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
  return w
end

local function save_rate(key, w)
  if #w.dropped > 0 then redis.call('HDEL', key, unpack(w.dropped)) end
  redis.call('HSET', key, 'n', text(w.newest), 'c', text(w.carried))
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

local function open_counter(kind, key, extra)
  if kind == 'r' then return open_rate(key, extra) end
  local held = number_of(key, 'h')
  return { held = held, used = held + (kind == 'q' and number_of(key, 's') or 0) }
end

local function lifetime(kind, extra, leaseMs)
  if kind == 'r' then return extra * 2000 + leaseMs * 2 end
  if kind == 'q' then return math.max(extra - now, 0) + leaseMs * 2 + 3600000 end
  return leaseMs * 2
end

local function keep(kind, key, extra, leaseMs, limit)
  local ms = lifetime(kind, extra, leaseMs)
  redis.call('PEXPIRE', key, text(ms))
  local index = P .. 'limit:' .. limit
  redis.call('ZADD', index, text(now + ms), key)
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
        if place < w.oldest then w.carried = w.carried - hold
        else
          if redis.call('HINCRBY', key, 'h' .. text(place), text(-hold)) == 0 then redis.call('HDEL', key, 'h' .. text(place)) end
          redis.call('HINCRBY', key, 's' .. text(place), text(actual))
        end
        save_rate(key, w)
      else
        redis.call('HINCRBY', key, 'h', text(-hold))
        if kind == 'q' then redis.call('HINCRBY', key, 's', text(actual)) end
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

/**
 * KEYS: counters. ARGV: now, epoch, call id, lease, 'take' or 'force', then per counter: kind, need, amount ('' = warns
 * only), extra (seconds of a rate, end of a quota), limit id. Returns status and per counter: used, wait, refused, place.
 */
export const reserveScript = `${library}
local epoch, id, leaseMs, force = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5] == 'force'
sweep()
local current = redis.call('GET', EPOCH)
if current ~= epoch then return { 'epoch', current or '' } end
if redis.call('EXISTS', gone_key(id)) == 1 then return { 'gone' } end
local known = redis.call('LRANGE', hold_key(id), 0, -1)
local reply, counters, refused = { 'ok' }, {}, false
for i, key in ipairs(KEYS) do
  local at = 1 + i * 5
  local kind, need, amount, extra = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local counter = open_counter(kind, key, extra)
  counters[i] = counter
  local over = #known == 0 and not force and amount ~= nil and counter.used + need > amount
  refused = refused or over
  local wait, place = -1, 0
  if kind == 'r' then
    wait, place = counter.windowMs, counter.newest
    if over then wait = room_at(counter, need, amount) end
  end
  if #known > 0 then place = tonumber(known[(i - 1) * 6 + 4] or '0') end
  for _, value in ipairs({ text(counter.used), string.format('%.3f', wait), over and '1' or '0', text(place) }) do
    table.insert(reply, value)
  end
end
if refused then reply[1] = 'refused' return reply end
if #known > 0 then reply[1] = 'known' return reply end
for i, key in ipairs(KEYS) do
  local at = 1 + i * 5
  local kind, need, extra = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 3])
  local place = 0
  if kind == 'r' then
    place = counters[i].newest
    redis.call('HINCRBY', key, 'h' .. text(place), text(need))
    save_rate(key, counters[i])
  else redis.call('HINCRBY', key, 'h', text(need)) end
  if kind == 'q' then redis.call('HSET', key, 'e', text(extra)) end
  keep(kind, key, extra, leaseMs, ARGV[at + 4])
  redis.call('RPUSH', hold_key(id), kind, key, text(need), text(place), text(extra), ARGV[at + 4])
end
if #KEYS > 0 then
  redis.call('ZADD', LEASES, text(now + leaseMs), id)
  redis.call('PEXPIRE', LEASES, text(math.max(leaseMs * 4, 3600000)))
  redis.call('PEXPIRE', hold_key(id), text(math.max(leaseMs * 4, 3600000)))
end
return reply
`

/** ARGV: now, call id, what was used per take. With 'cancel' in place of it: nothing was, and that id takes nothing later. */
export const settleScript = `${library}
local actuals = {}
if ARGV[3] == 'cancel' then
  redis.call('SET', gone_key(ARGV[2]), '1', 'PX', '3600000')
  for i = 1, 64 do actuals[i] = 0 end
else
  for i = 3, #ARGV do actuals[i - 2] = tonumber(ARGV[i]) end
end
local closed = close(ARGV[2], actuals)
sweep()
return closed
`

/** ARGV: now, then per counter: kind, extra. Returns what is used; takes and writes nothing. */
export const peekScript = `${library}
local reply = {}
for i, key in ipairs(KEYS) do reply[i] = text(open_counter(ARGV[i * 2], key, tonumber(ARGV[i * 2 + 1])).used) end
return reply
`

/** ARGV: now, lease, call ids: their calls are still under way. Their counters live as long as they do. */
export const renewScript = `${library}
local leaseMs = tonumber(ARGV[2])
for i = 3, #ARGV do
  if redis.call('EXISTS', hold_key(ARGV[i])) == 1 then
    redis.call('ZADD', LEASES, 'XX', text(now + leaseMs), ARGV[i])
    redis.call('PEXPIRE', LEASES, text(math.max(leaseMs * 4, 3600000)))
    redis.call('PEXPIRE', hold_key(ARGV[i]), text(math.max(leaseMs * 4, 3600000)))
    local takes = redis.call('LRANGE', hold_key(ARGV[i]), 0, -1)
    for j = 1, #takes, 6 do keep(takes[j], takes[j + 1], tonumber(takes[j + 4]), leaseMs, takes[j + 5]) end
  end
end
sweep()
return 'ok'
`

/**
 * Raises quotas to what another source knows. KEYS: quotas. ARGV: now, new epoch, then per quota: total, limit id. Does nothing
 * where there is an epoch; returns the one in force. Without a new epoch it raises in any case.
 */
export const seedScript = `${library}
local current = redis.call('GET', EPOCH)
if current and ARGV[2] ~= '' then return current end
for i, key in ipairs(KEYS) do
  local total = ARGV[1 + i * 2]
  if tonumber(total) > number_of(key, 's') then redis.call('HSET', key, 's', total) end
  keep('q', key, now + 34560000000, 0, ARGV[2 + i * 2])
end
if ARGV[2] ~= '' then redis.call('SET', EPOCH, ARGV[2]) end
return ARGV[2]
`

/** Adds what was used while the store was away, once per batch. ARGV: now, epoch, batch, then per counter: kind, amount, extra, limit id. */
export const chargeScript = `${library}
if redis.call('GET', EPOCH) ~= ARGV[2] then return 'epoch' end
if not redis.call('SET', gone_key(ARGV[3]), '1', 'NX', 'PX', '3600000') then return 'ok' end
for i, key in ipairs(KEYS) do
  local at = i * 4
  local kind, amount, extra = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  if kind == 'r' then
    local w = open_rate(key, extra)
    redis.call('HINCRBY', key, 's' .. text(w.newest), amount)
    save_rate(key, w)
  else
    redis.call('HINCRBY', key, 's', amount)
    redis.call('HSET', key, 'e', text(extra))
  end
  keep(kind, key, extra, 60000, ARGV[at + 3])
end
return 'ok'
`

/** KEYS: none but one limit's index. Returns per counter: key, used, held, end (or 0). */
export const listScript = `${library}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
local reply = {}
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, 9999)) do
  local kind = string.sub(key, #P + 1, #P + 1)
  local counter = open_counter(kind, key, kind == 'r' and tonumber(string.match(key, ':(%d+):', #P + 3)) or 0)
  local settled = counter.used - counter.held
  if kind == 'c' then settled = counter.held end
  for _, value in ipairs({ key, text(settled), text(counter.held), kind == 'q' and text(number_of(key, 'e')) or '0' }) do
    table.insert(reply, value)
  end
end
return reply
`

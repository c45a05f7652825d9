/** What Redis runs: each script is one atomic step. What their arguments mean, and the shape of the keys, is in redis-library.ts. */
import { library } from '@/lib/runtime/counters/redis-library'

/**
 * A turn of the event loop: what calls have used is settled, then holds are taken, one call after the other. KEYS: counters.
 * ARGV: now, epoch, lease, and as JSON `s`: per settled call its id and what was used per take, `r`: per reserving call its id,
 * whether it is forced, and of each counter its place in KEYS and the need, `k`: of each of KEYS its kind, amount ('' = warns only),
 * extra (seconds of a rate, end of a quota), limit id, last reset, the rest's key. Returns 'epoch' alone where the store is another
 * one, else per reserving call, with spaces between: status and per counter used, wait, refused, place, whether the rest's counter
 * was meant.
 */
export const turnScript = `${library}
local epoch, leaseMs, turn = ARGV[2], tonumber(ARGV[3]), cjson.decode(ARGV[4])
for _, settled in ipairs(turn.s) do close(settled[1], settled[2]) end
sweep()
if redis.call('GET', EPOCH) ~= epoch then return { 'epoch' } end
local ended, isLeased = {}, false
local function take(id, force, given)
  if redis.call('EXISTS', gone_key(id)) == 1 then return 'gone' end
  local known = redis.call('LRANGE', hold_key(id), 0, -1)
  local reply, counters, keys, refused = { 'ok' }, {}, {}, false
  local count = #given / 2
  for i = 1, count do
    local own, need, known_as = KEYS[given[i * 2 - 1]], given[i * 2], turn.k[given[i * 2 - 1]]
    local kind, amount, extra, limit, reset = known_as[1], tonumber(known_as[2]), known_as[3], known_as[4], known_as[5]
    local key = key_of(own, known_as[6], limit)
    keys[i] = key
    if is_stale(key, reset) then forget_settled(kind, key, reset) end
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
    local n = #reply
    reply[n + 1], reply[n + 2], reply[n + 3] = text(counter.used), string.format('%.3f', wait), over and '1' or '0'
    reply[n + 4], reply[n + 5] = text(place), key == own and '0' or '1'
  end
  if refused then reply[1] = 'refused' return table.concat(reply, ' ') end
  if #known > 0 then reply[1] = 'known' return table.concat(reply, ' ') end
  local takes = {}
  for i, key in ipairs(keys) do
    local need, known_as = given[i * 2], turn.k[given[i * 2 - 1]]
    local kind, extra, limit, reset = known_as[1], known_as[3], known_as[4], known_as[5]
    local place = 0
    if reset ~= 0 and redis.call('EXISTS', key) == 0 then redis.call('HSET', key, 'x', text(reset)) end
    if kind == 'r' then
      place = counters[i].newest
      add_rate(key, counters[i], 'h', place, need)
      save_rate(key, counters[i])
    else add_plain(key, 'h', need) end
    -- A quota that was only filled from totals so far does not know its end yet.
    local isNew = kind == 'q' and not ended[key] and redis.call('HSET', key, 'e', text(extra)) == 1
    ended[key] = true
    keep(kind, key, extra, leaseMs, limit, isNew)
    local n = #takes
    takes[n + 1], takes[n + 2], takes[n + 3] = kind, key, text(need)
    takes[n + 4], takes[n + 5], takes[n + 6] = text(place), text(extra), limit
  end
  if count > 0 then
    redis.call('RPUSH', hold_key(id), unpack(takes))
    redis.call('ZADD', LEASES, text(now + leaseMs), id)
    redis.call('PEXPIRE', hold_key(id), text(math.max(leaseMs * 4, 3600000)))
    isLeased = true
  end
  return table.concat(reply, ' ')
end
local replies = {}
for i, call in ipairs(turn.r) do replies[i] = take(call[1], call[2], call[3]) end
if isLeased then redis.call('PEXPIRE', LEASES, text(math.max(leaseMs * 4, 3600000))) end
return replies
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

/** ARGV: now, then per counter: kind, extra, limit id, last reset, the rest's key. Returns what is used; takes and writes nothing. */
export const peekScript = `${library}
local reply = {}
for i, given in ipairs(KEYS) do
  local at = i * 5 - 3
  local key = key_of(given, ARGV[at + 4], ARGV[at + 2])
  local counter = open_counter(ARGV[at], key, tonumber(ARGV[at + 1]))
  reply[i] = text(is_stale(key, tonumber(ARGV[at + 3])) and counter.held or counter.used)
end
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
  if not total then break end
  -- Totals are without what was used before a reset: one that has been asked for so far is carried out.
  if tonumber(total) > number_of(key, 's') then redis.call('HSET', key, 's', total, 'x', text(now)) end
  if redis.call('EXISTS', key) == 1 and redis.call('PTTL', key) < 0 then keep('q', key, now + 34560000000, 0, ARGV[2 + i * 2]) end
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
  if redis.call('EXISTS', key) == 0 then redis.call('HSET', key, 'x', text(now)) end
  if kind == 'r' then
    local w = open_rate(key, extra)
    add_rate(key, w, 's', w.newest, tonumber(amount))
    save_rate(key, w)
  else
    redis.call('HINCRBY', key, 's', amount)
    redis.call('HSET', key, 'e', text(extra))
  end
  keep(kind, key, extra, 60000, ARGV[at + 3])
end
return 'ok'
`

/** KEYS: none but one limit's index. Returns per counter: key, used, held, end (or 0), the last reset carried out. */
export const listScript = `${library}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
local reply = {}
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, 9999)) do
  local kind = string.sub(key, #P + 1, #P + 1)
  local counter = open_counter(kind, key, kind == 'r' and tonumber(string.match(key, ':(%d+):', #P + 3)) or 0)
  local settled = counter.used - counter.held
  if kind == 'c' then settled = counter.held end
  for _, value in ipairs({ key, text(settled), text(counter.held), kind == 'q' and text(number_of(key, 'e')) or '0', text(number_of(key, 'x')) }) do
    table.insert(reply, value)
  end
end
return reply
`

/** ARGV: now, a time: holds whose lease ends sooner than that. Returns per hold: call id, number of takes, of each limit id and hold. */
export const orphanScript = `${library}
local reply = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', text(now + tonumber(ARGV[2])), 'LIMIT', 0, 500)) do
  local takes = redis.call('LRANGE', hold_key(id), 0, -1)
  table.insert(reply, id)
  table.insert(reply, text(#takes / 6))
  for i = 1, #takes, 6 do
    table.insert(reply, takes[i + 5])
    table.insert(reply, takes[i + 2])
  end
end
return reply
`

export const allScripts = [chargeScript, listScript, orphanScript, peekScript, renewScript, seedScript, settleScript, turnScript]

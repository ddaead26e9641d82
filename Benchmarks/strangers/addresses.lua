-- Asks the addresses of a file, one after another. `{n}` in one of them is another number each time, so that no answer has
-- been given before.

local paths = {}
local place = 0

function init(args)
    for line in io.lines(args[1]) do paths[#paths + 1] = line end
    math.randomseed(7)
end

function request()
    place = place % #paths + 1
    local path = paths[place]:gsub("{n}", function() return tostring(math.random(100, 999)) end)
    return wrk.format("GET", path)
end

-- Reports as many people do: each request by the next person, in their own group, somewhere in it.
-- Arguments: the file with a line "GROUP TOKEN" for each person, and where to begin in it.

local people = {}
local next_person = 0

function init(args)
    for line in io.lines(args[1]) do
        local group, token = line:match("(%S+) (%S+)")
        people[#people + 1] = {
            path = "/api/v1/groups/" .. group .. "/alerts",
            headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token },
        }
    end
    next_person = tonumber(args[2])
end

-- Separate: neighbours' reports of the same incident would be offered as reactions to it otherwise.
local body = [[{"kind":"suspicious-person","separate":true,"observation":{"behaviour":"Voelt aan autodeuren",
"appearance":"grijze trui, rugzak","direction":"north-east"},"location":{"latitude":%.6f,"longitude":%.6f,
"description":"Rembrandtlaan bij de brug"},"emergencyCall":{"number":"112","calledAt":"%s","by":"self"}}]]

function request()
    next_person = next_person % #people + 1
    local person = people[next_person]
    local text = string.format(
        body, 52.0890 + math.random() / 1000, 4.8750 + math.random() / 1000, os.date("!%Y-%m-%dT%H:%M:%SZ"))
    return wrk.format("POST", person.path, person.headers, text)
end

import { trouble } from "./trouble";
/** 2100-01-01T00:00:00Z, in seconds since 1970. */
const END = 4_102_444_800;
/** Steps in which changes are looked for, in seconds: no zone has had an offset for a shorter time since 1970. */
const STEP = 14 * 24 * 3_600;
/** Zones that were worked out. The same for every site, and one costs some milliseconds. */
const zones = new Map();
/** The offsets of a time zone from 1970 to 2100, as the zone database of the runtime knows them. */
export function timeZone(name) {
    let zone = zones.get(name);
    if (zone === undefined) {
        const offset = offsetIn(name);
        if (offset === undefined)
            return trouble("refused", "nobody knows this time zone");
        zone = { offsets: changes(offset) };
        zones.set(name, zone);
    }
    return { outcome: { kind: "zone", zone } };
}
/** Local time less UTC in seconds, by the second since 1970; none for a zone that is not known. */
function offsetIn(name) {
    let format;
    try {
        format = new Intl.DateTimeFormat("en-US", {
            timeZone: name,
            hourCycle: "h23",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
            second: "numeric",
        });
    }
    catch {
        return undefined;
    }
    return (second) => {
        const parts = new Map(format.formatToParts(second * 1_000).map(({ type, value }) => [type, Number(value)]));
        const part = (type) => parts.get(type) ?? 0;
        const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
        return local / 1_000 - second;
    };
}
function changes(offset) {
    let seconds = offset(0);
    const offsets = [{ fromMs: 0, seconds }];
    for (let at = 0; at < END; at += STEP) {
        if (offset(at + STEP) === seconds)
            continue;
        let [before, after] = [at, at + STEP];
        while (after - before > 1) {
            const middle = Math.floor((before + after) / 2);
            if (offset(middle) === seconds)
                before = middle;
            else
                after = middle;
        }
        seconds = offset(after);
        offsets.push({ fromMs: after * 1_000, seconds });
    }
    return offsets;
}

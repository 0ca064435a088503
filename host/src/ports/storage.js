import { Filter, FilterConditions, ForgeKvsAPIError, kvs, Sort, WhereConditions } from "@forge/kvs";
import { nameOf, trouble } from "./trouble";
/** Performs a storage operation. Values travel as JSON text; Forge takes and gives them as values. */
export async function storage(effect) {
    try {
        return await perform(effect);
    }
    catch (thrown) {
        return troubleOf(thrown);
    }
}
async function perform(effect) {
    switch (effect.operation) {
        case "get":
            return value(await kvs.get(effect.key));
        case "set":
            return done(kvs.set(effect.key, JSON.parse(effect.json)));
        case "delete":
            return done(kvs.delete(effect.key));
        case "getSecret":
            return value(await kvs.getSecret(effect.key));
        case "setSecret":
            return done(kvs.setSecret(effect.key, JSON.parse(effect.json)));
        case "deleteSecret":
            return done(kvs.deleteSecret(effect.key));
        case "getEntity":
            return value(await kvs.entity(effect.entity).get(effect.key));
        case "getEntities":
            return values(effect.entity, effect.keys);
        case "queryEntity": {
            const query = kvs
                .entity(effect.entity)
                .query()
                .index(effect.index, effect.partition.length > 0 ? { partition: effect.partition } : undefined)
                .limit(effect.limit);
            if (effect.descending)
                query.sort(Sort.DESC);
            if (effect.prefix !== null)
                query.where(WhereConditions.beginsWith(effect.prefix));
            const { results, nextCursor } = await (effect.cursor ? query.cursor(effect.cursor) : query).getMany();
            const items = results.map(({ key, value }) => ({ key, json: JSON.stringify(value) }));
            return { outcome: { kind: "page", items, cursor: nextCursor ?? null } };
        }
        case "transact":
            return done(transact(effect));
        default:
            return effect;
    }
}
async function transact(effect) {
    const transaction = kvs.transact();
    for (const { entity, key, json, expect, ttlSeconds } of effect.set) {
        // A time to live is read from the fourth argument only.
        const options = ttlSeconds === null ? undefined : { ttl: { value: ttlSeconds, unit: "SECONDS" } };
        transaction.set(key, JSON.parse(json), entity === null ? undefined : conditional(entity, expect), options);
    }
    for (const { entity, key, expect } of effect.delete) {
        transaction.delete(key, entity === null ? undefined : conditional(entity, expect));
    }
    for (const { entity, key, expect } of effect.check) {
        transaction.check(key, { entityName: entity, conditions: condition(expect) });
    }
    await transaction.execute();
}
function conditional(entityName, expect) {
    return { entityName, conditions: expect === null ? undefined : condition(expect) };
}
function condition(expect) {
    const filter = new Filter();
    switch (expect.kind) {
        case "absent":
            return filter.and("revision", FilterConditions.notExists());
        case "revision":
            return filter.and("revision", FilterConditions.equalTo(expect.revision));
    }
}
function value(stored) {
    return { outcome: { kind: "value", json: stored === undefined ? null : JSON.stringify(stored) } };
}
/** Several values in one request. What could not be read is the whole request's failure: a value is never taken for missing. */
async function values(entityName, keys) {
    const { successfulKeys, failedKeys } = await kvs.batchGet(keys.map((key) => ({ key, entityName })));
    const failed = failedKeys.find(({ error }) => error.code !== "KEY_NOT_FOUND");
    if (failed !== undefined)
        return trouble("internal", failed.error.code);
    const found = new Map(successfulKeys.map(({ key, value: stored }) => [key, stored]));
    return { outcome: { kind: "values", values: keys.map((key) => (found.get(key) === undefined ? null : JSON.stringify(found.get(key)))) } };
}
async function done(operation) {
    await operation;
    return { outcome: { kind: "done" } };
}
function troubleOf(thrown) {
    if (!(thrown instanceof ForgeKvsAPIError))
        return trouble("network", nameOf(thrown));
    const { code, responseDetails } = thrown;
    // The package names no code for a condition that failed.
    if (responseDetails.status === 409)
        return { outcome: { kind: "conflict" } };
    if (responseDetails.status === 429)
        return trouble("rateLimited", code);
    return trouble(responseDetails.status < 500 ? "refused" : "internal", code);
}

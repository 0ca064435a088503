"use strict";
// Calls a handler of the bundle as Forge's own wrapper does: results pass through JSON, errors are told by name.

/**
 * @param {{ handler: string, body: unknown, context: unknown }} invocation
 * @returns {Promise<{ success: true, body: unknown } | { success: false, error: { errorType: string, errorMessage: string, stack?: string } }>}
 */
exports.main = async ({ handler, body, context }) => {
  try {
    const [file, name] = handler.split(".");
    const call = module.require(`./${file}.cjs`)[/** @type {string} */ (name)];
    if (typeof call !== "function") throw new TypeError(`the bundle exports no function \`${handler}\``);
    const result = await call(body, context);
    return { success: true, body: result === undefined ? undefined : JSON.parse(JSON.stringify(result)) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { success: false, error: { errorType: error.name, errorMessage: error.message, stack: error.stack } };
  }
};

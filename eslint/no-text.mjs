/**
 * Texts that people read stand in the catalogue, so that every language has them: none is written in a view, neither
 * between elements nor in an attribute that is read out or shown.
 */

/** The attributes of elements and of our parts that people read. */
const READ = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-placeholder",
  "aria-roledescription",
  "aria-valuetext",
  "description",
  "helperText",
  "hint",
  "label",
  "loadingMessage",
  "noOptionsMessage",
  "placeholder",
  "subtitle",
  "summary",
  "title",
]);

/** Signs like `·` or `→` are the same in every language. @param {unknown} text */
const isWords = (text) => typeof text === "string" && /\p{L}/u.test(text);

/**
 * The literal texts that an expression may come to.
 * @param {any} node
 * @returns {any[]}
 */
function textsOf(node) {
  switch (node?.type) {
    case "Literal":
      return isWords(node.value) ? [node] : [];
    case "TemplateLiteral":
      return [...node.quasis.filter((/** @type {any} */ quasi) => isWords(quasi.value.cooked)), ...node.expressions.flatMap(textsOf)];
    case "ConditionalExpression":
      return [...textsOf(node.consequent), ...textsOf(node.alternate)];
    case "LogicalExpression":
      return [...textsOf(node.left), ...textsOf(node.right)];
    case "BinaryExpression":
      return node.operator === "+" ? [...textsOf(node.left), ...textsOf(node.right)] : [];
    case "ArrowFunctionExpression":
      return textsOf(node.body);
    case "JSXExpressionContainer":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return textsOf(node.expression);
    default:
      return [];
  }
}

/** @type {import("eslint").Rule.RuleModule} */
export const noText = {
  meta: {
    type: "problem",
    docs: { description: "no text that people read outside of the catalogue" },
    messages: { text: "“{{text}}” is read by people: give it a key in static/src/texts, and German words, and use t()" },
    schema: [],
  },
  create(context) {
    /** @param {any} node @param {string} text */
    const report = (node, text) => context.report({ node, messageId: "text", data: { text: text.trim() } });
    /** @param {any} value */
    const check = (value) => {
      for (const text of textsOf(value)) report(text, String(text.value?.cooked ?? text.value));
    };
    return {
      /** @param {any} node */
      JSXText: (node) => {
        if (isWords(node.value)) report(node, node.value);
      },
      /** @param {any} node */
      "JSXElement > JSXExpressionContainer, JSXFragment > JSXExpressionContainer": check,
      /** @param {any} node */
      JSXAttribute: (node) => {
        if (node.name.type === "JSXIdentifier" && READ.has(node.name.name)) check(node.value);
      },
      // Attributes that are handed over as an object: `{ 'aria-label': … }`.
      /** @param {any} node */
      "Property[key.type='Literal']": (node) => {
        if (READ.has(node.key.value) && node.parent.type === "ObjectExpression") check(node.value);
      },
    };
  },
};

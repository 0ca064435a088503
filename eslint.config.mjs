import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";
import { noText } from "./eslint/no-text.mjs";

// eslint asks for a default export here.
export default typescript.config(
  {
    ignores: [
      "**/node_modules/**",
      "**/build/**",
      "target/**",
      // Generated; checked by `cargo xtask types --check`.
      "host/src/core/**",
      "crates/**",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{ts,tsx,mts,js,mjs,cjs}"],
    extends: [typescript.configs.strict, typescript.configs.stylistic],
    languageOptions: { ecmaVersion: 2023, sourceType: "module" },
    rules: {
      // `== null` asks for null and undefined at once.
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "export by name: a default export has a name of its own at each import" },
      ],
      // Unions of objects are types; both forms are in use for what they are good at.
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/consistent-indexed-object-style": "off",
      // Doing nothing is what some have to do.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-extraneous-class": ["error", { allowConstructorOnly: true, allowEmpty: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: { sourceType: "commonjs" },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["static/**/*.{ts,tsx}", "host/local/page/**/*.{ts,tsx}"],
    extends: [hooks.configs.flat["recommended-latest"]],
  },
  {
    files: ["static/**/*.tsx"],
    plugins: { weftline: { rules: { "no-text": noText } } },
    rules: { "weftline/no-text": "error" },
  },
  {
    // Vite and eslint load a default export.
    files: ["**/vite.config.ts", "eslint.config.mjs"],
    rules: { "no-restricted-syntax": "off" },
  },
);

import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** A folder may import from itself and from the folders named for it: api <- map <- controls <- pages. */
const layers = { api: ["map", "controls", "pages"], map: ["controls", "pages"], controls: ["pages"] };

export default defineConfig(
  { ignores: ["node_modules", "dist"] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    rules: {
      complexity: ["error", 12],
      "max-lines": ["error", 600],
      "max-lines-per-function": ["error", 60],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  { files: ["**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
  { files: ["scripts/**"], languageOptions: { globals: { URL: "readonly", console: "readonly", process: "readonly" } } },
  ...Object.entries(layers).map(([folder, above]) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: { "no-restricted-imports": ["error", { patterns: above.map((name) => `../${name}/*`) }] },
  })),
);

/* What is checked in the scripts: ESLint's recommended rules, and limits like ruff's in pyproject.toml. */

import js from "@eslint/js";
import globals from "globals";

const LIMITS = {
  complexity: ["error", 10],  // it counts "&&", "||", "?." and defaults too, which ruff does not: so 10 for its 7
  "max-params": ["error", 6],
  "max-statements": ["error", 25],
  "max-len": ["error", { code: 140, ignorePattern: "^const UNREAD|^export const ANSWERS|^  \\[\"", ignoreUrls: true }],
};

export default [
  { ignores: ["static/vendor/", ".venv*/", "**/build/", "gallery/", "instance/", "benchmarks/"] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.js"],
    rules: {
      ...LIMITS,
      "no-unused-vars": ["error", { caughtErrors: "none", argsIgnorePattern: "^_" }],  // a caught error has its name as a reason
      eqeqeq: "error", "no-var": "error", "prefer-const": "error", "no-shadow": "error", "no-unused-expressions": "error",
      "no-eval": "error", "no-implied-eval": "error", "no-new-func": "error", "no-console": "error", curly: ["error", "multi-line"],
    },
  },
  { files: ["static/js/**"], languageOptions: { globals: globals.browser } },
  { files: ["static/js/worker.js"], languageOptions: { sourceType: "script", globals: globals.serviceworker } },
  { files: ["tests/js/**", "eslint.config.js"], languageOptions: { globals: { ...globals.node } } },
  { files: ["tests/browser/voices.js"], languageOptions: { sourceType: "script", globals: globals.browser } },
];

/** For everything that is not shipped: sandbox and its page, scripts, tests, benchmark. n8n's own configuration covers `.ts`. */
import { defineConfig } from 'eslint/config';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default defineConfig(
	{ ignores: ['dist/', '**/*.ts', 'package.json'] },
	{
		files: ['sandbox/page/browser/*.mjs'],
		...js.configs.recommended,
		// The compiler checks what is defined there.
		rules: { ...js.configs.recommended.rules, 'no-undef': 'off' },
	},
	{
		files: ['**/*.mts'],
		extends: [js.configs.recommended, tseslint.configs.recommended],
		languageOptions: {
			parserOptions: { project: 'tsconfig.tools.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
		},
	},
);

import vue from 'eslint-plugin-vue';
import accessibility from 'eslint-plugin-vuejs-accessibility';
import typescript from 'typescript-eslint';

/** Only single-file components: Biome lints everything else. */
export default [
	{ ignores: ['**/*', '!src', '!src/renderer', '!src/renderer/**/', '!src/renderer/**/*.vue'] },
	...vue.configs['flat/recommended'],
	...accessibility.configs['flat/recommended'],
	{
		files: ['**/*.vue'],
		languageOptions: { parserOptions: { parser: typescript.parser, sourceType: 'module' } },
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'vue/block-lang': ['error', { script: { lang: 'ts' } }],
			'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
			'vue/component-api-style': ['error', ['script-setup']],
			'vue/component-name-in-template-casing': [
				'error',
				'PascalCase',
				{ registeredComponentsOnly: false, ignores: ['/^i18n-/'] },
			],
			'vue/custom-event-name-casing': ['error', 'camelCase'],
			'vue/define-emits-declaration': ['error', 'type-based'],
			'vue/define-props-declaration': ['error', 'type-based'],
			'vue/no-unused-emit-declarations': 'error',
			'vue/no-unused-properties': 'error',
			'vue/no-unused-refs': 'error',
			'vue/no-useless-v-bind': 'error',
			// Markup from data would need Trusted Types exceptions and opens the door to injection.
			'vue/no-v-html': 'error',
			// The content security policy forbids style attributes in markup; bound styles go through the CSSOM and are fine.
			'vue/no-static-inline-styles': 'error',
			'vue/prefer-true-attribute-shorthand': 'error',
			// Optional properties are undefined on purpose where the type says so.
			'vue/require-default-prop': 'off',
			'vue/multi-word-component-names': 'off',
			// Biome's line width and tabs hold in scripts; templates follow the same two settings.
			'vue/html-indent': ['error', 'tab'],
			'vue/max-attributes-per-line': 'off',
			'vue/singleline-html-element-content-newline': 'off',
			'vue/multiline-html-element-content-newline': 'off',
			'vue/html-closing-bracket-newline': 'off',
			'vue/html-self-closing': ['error', { html: { void: 'always', normal: 'always', component: 'always' } }],
			'vuejs-accessibility/label-has-for': ['error', { required: { some: ['nesting', 'id'] } }],
		},
	},
];

import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

/** Imports point one way: contract <- core <- platform <- ui <- apps. Types are no exception: a type is a dependency too. */
const LAYERS = [
  { at: 'contract', may: [], instead: 'The contract knows nobody. Describe the shape here in plain types.' },
  { at: 'core', may: ['contract'], instead: 'core is pure. Take what you need as an argument and let platform or an app pass it in.' },
  { at: 'platform', may: ['contract', 'core'], instead: 'platform is the edge of the browser. Take a callback or a value; let ui or an app pass it in.' },
  { at: 'ui', may: ['contract', 'core', 'platform'], instead: 'ui is shared by all apps. Take it as a prop and let the app pass it in.' },
  { at: 'console', may: ['contract', 'core', 'platform', 'ui'], instead: 'An app never imports another app. Move what both need into ui, platform or core.' },
  { at: 'handsets', may: ['contract', 'core', 'platform', 'ui'], instead: 'An app never imports another app. Move what both need into ui, platform or core.' },
  { at: 'worker', may: ['contract', 'core', 'platform', 'ui'], instead: 'An app never imports another app. Move what both need into ui, platform or core.' },
  { at: 'start', may: ['contract', 'core', 'platform', 'ui'], instead: 'An app never imports another app. Move what both need into ui, platform or core.' },
];
/** The phone's app is light: an old phone on a poor line opens it at once. */
const DESK_ONLY = ['@mantine/*', '@tanstack/*', 'maplibre-gl'];
const PURE_ONLY = ['react', 'react-dom', 'react-dom/*', '@mantine/*', '@tanstack/*'];

const directions = LAYERS.map(({ at, may, instead }) => ({
  files: [`${at}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': ['error', {
      patterns: [
        { group: LAYERS.map((l) => l.at).filter((l) => l !== at && !may.includes(l)).map((l) => `**/${l}/**`), message: instead },
        { group: ['**/dev/**'], message: 'dev is a stand-in for development and is never shipped. Speak to the API through platform.' },
        ...(at === 'worker' ? [{ group: DESK_ONLY, message: 'The phone has none of the desk’s libraries. Use tokens.css and the parts in this folder.' }] : []),
        ...(['contract', 'core', 'platform'].includes(at) ? [{ group: PURE_ONLY, message: 'No view library below ui. Keep the rule or the edge here and wrap it in ui.' }] : []),
      ],
    }],
  },
}));

const EDGE = 'belongs to platform: call it there and pass the value in.';
const EDGES = ['fetch', 'EventSource', 'BroadcastChannel', 'AudioContext', 'localStorage', 'sessionStorage', 'performance']
  .map((name) => ({ name, message: `${name} ${EDGE}` }));

export default ts.config(
  { ignores: ['node_modules', 'contract/openapi.ts'] },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] }, tsconfigRootDir: import.meta.dirname } } },
  {
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs['recommended-latest'].rules,
      // A stream, a speaker or a timer is made in an effect, because only an effect can end it; its state then follows.
      'react-hooks/set-state-in-effect': 'off',
      // Names of acts and of data attributes are data, not properties that somebody declared.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      'max-lines': ['error', 300],
      'complexity': ['error', 12],
      // The list of the queue is the one user of a library that React's compiler cannot follow, and it needs none of it.
      'react-hooks/incompatible-library': 'off',
      'max-params': ['error', 5],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme'] }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
    },
  },
  // In a view every "shown only if" counts as a branch, so a view may have a few more.
  { files: ['**/*.tsx'], rules: { complexity: ['error', 16] } },
  { files: ['dev/**'], rules: { complexity: 'off' } },
  { files: ['core/**', 'ui/**', 'console/**', 'start/**', 'handsets/**', 'worker/**'], rules: { 'no-restricted-globals': ['error', ...EDGES] } },
  {
    files: ['core/**/*.ts'],
    rules: { 'no-restricted-properties': ['error',
      { object: 'Date', property: 'now', message: 'core is pure: take the moment as an argument.' },
      { object: 'Math', property: 'random', message: 'core is pure: take the value as an argument.' }] },
  },
  ...directions,
  { files: ['*.js'], ...ts.configs.disableTypeChecked },
);

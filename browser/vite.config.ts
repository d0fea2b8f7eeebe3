/** Builds every page into the folder that the Python package serves. `vite` alone runs the console on a stand-in server. */
import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { phoneShell } from './shell/plugin.ts';
import { streetMap } from './street-map/plugin.ts';

const INTER = 'node_modules/@expo-google-fonts/inter';
const WEIGHTS = ['400Regular', '500Medium', '600SemiBold', '700Bold'];

/** The report on paper is set in the same type as the pages, and its setter reads TrueType files, which browsers are not sent. */
const paperFonts = (): Plugin => ({
  name: 'tocsin-paper-fonts',
  apply: 'build',
  generateBundle() {
    for (const weight of WEIGHTS) {
      this.emitFile({ type: 'asset', fileName: `fonts/Inter_${weight}.ttf`, source: readFileSync(`${INTER}/${weight}/Inter_${weight}.ttf`) });
    }
    this.emitFile({ type: 'asset', fileName: 'fonts/OFL.txt', source: readFileSync(`${INTER}/LICENSE_FONT`) });
  },
});

export default defineConfig(async ({ command, mode }) => ({
  plugins: [
    react(),
    paperFonts(),
    streetMap(),
    phoneShell(),
    // The stand-in is for development only, so a build does not even read it.
    ...(command === 'serve' && mode !== 'test' ? [(await import('./dev/stand-in.ts')).standIn()] : []),
  ],
  build: {
    outDir: '../src/tocsin/web/static',
    emptyOutDir: true,
    // The polyfill would be one more script for browsers that Tocsin does not run on.
    modulePreload: { polyfill: false },
    // Fonts and icons stay files: `default-src 'self'` refuses data: addresses.
    assetsInlineLimit: 0,
    // What draws the map is one piece of 1.1 MB; it is asked for only when a map is shown.
    chunkSizeWarningLimit: 1_200,
    rolldownOptions: {
      input: [
        'index.html', 'console/index.html', 'handsets/index.html', 'begin/index.html', 'problem/index.html', 'worker/index.html', 'shell/service-worker.ts',
      ],
      // What keeps the phone's app answers for its own folder alone, so it lies there, under a name that never changes.
      output: { entryFileNames: ({ name }: { readonly name: string }) => (name === 'service-worker' ? 'worker/service-worker.js' : 'assets/[name]-[hash].js') },
    },
  },
  test: { include: ['core/**/*.test.ts', 'platform/**/*.test.ts', 'street-map/**/*.test.ts'] },
}));

/** Builds every page into the folder that the Python package serves. `vite` alone runs the console on a stand-in server. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig(async ({ command, mode }) => ({
  plugins: [
    react(),
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
    rolldownOptions: { input: ['index.html', 'console/index.html'] },
  },
  test: { include: ['core/**/*.test.ts', 'platform/**/*.test.ts'] },
}));

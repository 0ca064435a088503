import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  // Forge serves the pages below a path of its own.
  base: './',
  plugins: [react()],
  // Atlaskit and its dependencies ask for both in the browser.
  define: { 'process.env.NODE_ENV': JSON.stringify('production'), 'process.env': '{}' },
  build: {
    outDir: here('./build'),
    emptyOutDir: true,
    target: 'es2022',
    // Forge's content security policy refuses `data:` style sheets and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});

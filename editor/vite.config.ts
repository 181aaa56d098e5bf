import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './build/compressed.ts';
import { pagesFile } from './build/pages-file.ts';
import { validatorsAhead } from './build/validators.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), pagesFile(), compressed()],
  build: {
    outDir: '../dist/editor',
    emptyOutDir: true,
    manifest: 'manifest.json',
    // fonts and pictures come from the server: the page's policy lets in nothing that is pasted into a stylesheet
    assetsInlineLimit: 0,
    target: 'es2023',
    // these know light-dark() themselves; rewritten for older ones it would ask for the scheme in every file
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
  },
  // the validators take their seconds, once a build
  worker: { format: 'es', plugins: () => [validatorsAhead()], rolldownOptions: { checks: { pluginTimings: false } } },
  // vite serves the page alone; `npm start` beside it answers the rest
  server: { port: 5173, proxy: { '/v1': 'http://localhost:3000', '/sign-in': 'http://localhost:3000', '/docs': 'http://localhost:3000' } },
});

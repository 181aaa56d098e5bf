import type { Plugin } from 'vite';
import { PAGES } from '../app/pages.ts';

/** Tells the server at which addresses there is a page: it answers those with index.html, and all others as it ever did. */
export function pagesFile(): Plugin {
  return {
    name: 'pages-file',
    apply: 'build',
    generateBundle() {
      const addresses = Object.values(PAGES).map(({ path }) => path.replaceAll('$', ':'));
      this.emitFile({ type: 'asset', fileName: 'pages.json', source: JSON.stringify(addresses) });
    },
  };
}

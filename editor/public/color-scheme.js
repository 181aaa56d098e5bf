// Before the first paint, so that nobody who works in the dark is dazzled. A file, since the page runs no script in itself.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('dealwright-color-scheme');
  } catch {
    // storage may be shut
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.mantineColorScheme = dark ? 'dark' : 'light';
})();

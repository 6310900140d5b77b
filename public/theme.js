/* Sets light or dark before anything is drawn, so that a remembered theme does not flash. A file, because the page allows no inline script. */
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('sidetone.preferences') ?? '{}').theme;
  } catch {
    // Storage is forbidden or damaged: follow the system.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();

// What the browser tests measure on a page. It is put into each page before its own scripts run.
(() => {
  const shifts = [];
  const nameOf = ({ node }) => node?.className || node?.parentElement?.className || node?.nodeName;
  // A shift within half a second of a press or a key is somebody's own; all others are counted.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) shifts.push({ value: entry.value, moved: entry.sources.map(nameOf) });
    }
  }).observe({ type: 'layout-shift', buffered: true });

  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.closest('.sr') === null;
  // The badge of a key is no part of a button's name: it is another one while the button has the focus.
  const badge = (one) => [...(one.querySelectorAll?.('kbd') ?? [])].map((kbd) => kbd.innerText.trim()).join('');
  const words = (one) => (badge(one) !== '' && one.innerText.trim().endsWith(badge(one)) ? one.innerText.trim().slice(0, -badge(one).length) : one.innerText);
  const named = (one) => (one.getAttribute('aria-label') || words(one) || one.id || one.className || one.tagName).replaceAll(/\s+/g, ' ').trim();
  const actions = () => [...document.querySelectorAll('a[href], button, input, textarea, select, summary')].filter(seen);

  window.measure = {
    shifts: () => shifts.splice(0),
    // What can be pressed or typed into, with the box that a pointer has for it: a field has its label's too.
    targets: () => actions().map((one) => {
      const box = one.getBoundingClientRect();
      const label = (one.closest('label') ?? one.labels?.[0])?.getBoundingClientRect() ?? box;
      return { name: `${one.tagName} ${named(one)}`, width: Math.max(box.width, label.width), height: Math.max(box.height, label.height) };
    }),
    actions: () => actions().filter((one) => !one.disabled && one.tabIndex >= 0 && one.closest('.maplibregl-map') === null).map(named),
    focused: () => (document.activeElement === document.body ? null : named(document.activeElement)),
    // Words that are cut although nothing says where the rest is, and what stands out of the window.
    cut: () => [...document.querySelectorAll('body *')].filter((one) => {
      if (!seen(one) || one.closest('svg, .map-room, [title]') !== null) return false;
      const box = one.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) return false;
      if (box.right > innerWidth + 1 || box.left < -1) return true;
      const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
      const hides = ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
      return words && hides && one.scrollWidth > one.clientWidth + 1;
    }).map((one) => `${one.tagName}.${one.className}: ${one.textContent.slice(0, 40)}`),
    // Buttons whose words do not stand in one line. A row of a list may have several; its words are in elements of their own.
    wrapped: () => [...document.querySelectorAll('button, .bar a')].filter(seen).flatMap((one) => {
      const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const lines = [];
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        lines.push(new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size);
      }
      return Math.max(0, ...lines) > 1 ? [named(one)] : [];
    }),
    wide: () => document.documentElement.scrollWidth - innerWidth,
  };
})();

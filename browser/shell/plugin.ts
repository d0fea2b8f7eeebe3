/** Tells the phone's service worker which files the app consists of, once the build knows them; and holds the app light. */
import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

const PAGE = 'worker/index.html';
const KEEPER = 'worker/service-worker.js';
/** Copied as they are, so the build does not list them. */
const BESIDE = ['/worker/manifest.json', '/worker/icon-192.png', '/assets/tocsin.svg'];
/** The letters of the languages that the app speaks; others come from the network if somebody's name needs them. */
const FONT = /inter-latin(-ext)?-wght-normal-.*\.woff2$/;
/** An old phone on a poor line opens it at once: no library of the desk may find its way in. */
const MOST_BYTES = 330_000;

type Bundle = Rolldown.OutputBundle;

/** The page's script and all that it cannot do without, each once. */
function scriptsOf(bundle: Bundle): readonly Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const take = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || found.has(name)) return;
    found.set(name, chunk);
    chunk.imports.forEach(take);
  };
  const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.facadeModuleId?.endsWith(`/${PAGE}`));
  if (entry) take(entry.fileName);
  return [...found.values()];
}

const bytesOf = (one: Rolldown.OutputAsset | Rolldown.OutputChunk): string | Uint8Array => (one.type === 'chunk' ? one.code : one.source);

export const phoneShell = (): Plugin => ({
  name: 'tocsin-phone-shell',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      const keeper = bundle[KEEPER];
      const page = bundle[PAGE];
      const scripts = scriptsOf(bundle);
      if (keeper?.type !== 'chunk' || page === undefined || scripts.length === 0) throw new Error('The phone has no page or no service worker.');
      const bytes = scripts.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
      if (bytes > MOST_BYTES) this.error(`The phone's app is ${bytes} bytes of script, more than ${MOST_BYTES}: ${scripts.map(({ fileName }) => fileName).join(', ')}`);
      const styles = scripts.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      const fonts = Object.keys(bundle).filter((name) => FONT.test(name));
      const built = [...new Set([...scripts.map(({ fileName }) => fileName), ...styles, ...fonts])].sort();
      const hash = createHash('sha256');
      for (const one of [page, keeper, ...built.map((name) => bundle[name])]) if (one) hash.update(bytesOf(one));
      const shell = { name: `tocsin-phone-${hash.digest('hex').slice(0, 12)}`, page: '/worker/', files: [...built.map((name) => `/${name}`), ...BESIDE] };
      keeper.code = `const SHELL=${JSON.stringify(shell)};\n${keeper.code}`;
    },
  },
});

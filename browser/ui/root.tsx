/** What every app stands on: the theme, the scheme, the type, the cache of what the server said. */
import '@mantine/core/styles.css';
import '@fontsource-variable/inter/wght.css';
import './tokens.css';
import './mantine-theme.css';
import './base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { resolver, theme } from './mantine-theme';

const client = new QueryClient({
  defaultOptions: {
    // The stream tells what changed and whether there is a connection; guesses by the library would only repeat questions.
    queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 5_000 },
  },
});
const schemes = localStorageColorSchemeManager({ key: 'tocsin.scheme' });

/** The desk is dark unless somebody chose light; other pages are as the system asks. */
export function show(app: ReactNode, scheme: 'dark' | 'auto' = 'dark'): void {
  const at = document.getElementById('app');
  if (at === null) throw new Error('The page has no place for the app.');
  createRoot(at).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={resolver} colorSchemeManager={schemes} defaultColorScheme={scheme}>
        <QueryClientProvider client={client}>{app}</QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
